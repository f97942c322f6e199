package org.hypergrad.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Labels;

/**
 * Square images in IDX, with their labels beside them.
 *
 * @param images the file of images
 * @param labels the file of their labels
 */
record SmallImages(Path images, Path labels) {

  static final int SIDE = 4;

  /** Writes images whose brightest row of pixels is their class, of three. */
  static SmallImages write(Path images, long seed, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    double[] labels = new double[count];
    double[] pixels = new double[count * SIDE * SIDE];
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(3);
      labels[i] = label;
      for (int k = 0; k < SIDE * SIDE; k++) {
        pixels[i * SIDE * SIDE + k] = random.nextInt(120) + (k / SIDE == label ? 100 : 0);
      }
    }
    return write(
        images,
        images.resolveSibling(images.getFileName() + "-labels"),
        new Dataset(DenseFeatures.copyOf(count, SIDE * SIDE, pixels), Labels.of(labels)));
  }

  /** Writes data whose rows are images, pixels from 0 to 255. */
  static SmallImages write(Path images, Path labels, Dataset data) throws IOException {
    int side = (int) Math.sqrt(data.columns());
    ByteArrayOutputStream imageBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream labelBytes = new ByteArrayOutputStream();
    DataOutputStream imageFile = new DataOutputStream(imageBytes);
    DataOutputStream labelFile = new DataOutputStream(labelBytes);
    imageFile.writeInt(0x803);
    imageFile.writeInt(data.rows());
    imageFile.writeInt(side);
    imageFile.writeInt(side);
    labelFile.writeInt(0x801);
    labelFile.writeInt(data.rows());
    for (int row = 0; row < data.rows(); row++) {
      byte[] pixels = new byte[data.columns()];
      data.features().forEachEntry(row, (column, value) -> pixels[column] = (byte) value);
      imageFile.write(pixels);
      labelFile.write((int) data.labels().value(data.labels().classOf(row)));
    }
    return new SmallImages(
        Files.write(images, imageBytes.toByteArray()),
        Files.write(labels, labelBytes.toByteArray()));
  }
}
