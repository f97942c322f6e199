package org.hypergrad.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.hypergrad.kernels.Dataset;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.Labels;
import org.jspecify.annotations.Nullable;

/**
 * Reads images, with labels or without, from files in IDX, the format of MNIST: images as three
 * dimensions of unsigned bytes (magic number 0x00000803), labels as one (0x00000801). Each file may
 * be packed with gzip, bzip2 or xz, which is told by its first bytes.
 *
 * <p>Memory grows with what is in the files, whatever a header claims. May be used by several
 * threads at once; a read runs on the calling thread.
 */
public final class Idx {

  private Idx() {}

  /**
   * Images as rows, and their labels.
   *
   * @param dataset a row an image, row-major: the pixel at (r, c) is column r · width + c, a whole
   *     number from 0 to 255. Dense, and held as floats, which loses nothing.
   * @param height rows of pixels in every image
   * @param width pixels in every such row
   */
  public record Images(Dataset dataset, int height, int width) {

    /**
     * Checks that the sizes fit.
     *
     * @throws IllegalArgumentException if the data set does not have height × width columns
     */
    public Images {
      requireSize(height, width, dataset.columns());
    }
  }

  /**
   * Images as rows, whose labels nobody has told.
   *
   * @param features as those of {@link Images#dataset()}
   * @param height rows of pixels in every image
   * @param width pixels in every such row
   */
  public record Unlabelled(Features features, int height, int width) {

    /**
     * Checks that the sizes fit.
     *
     * @throws IllegalArgumentException if there are not height × width columns
     */
    public Unlabelled {
      requireSize(height, width, features.columns());
    }
  }

  private static void requireSize(int height, int width, int columns) {
    if (height < 0 || width < 0 || (long) height * width != columns) {
      throw new IllegalArgumentException(
          "images of %d × %d pixels, but %d columns".formatted(height, width, columns));
    }
  }

  /**
   * Reads the training part, or whatever decides which labels there are: those found become the
   * classes, in ascending order (see {@link Labels}).
   *
   * @throws DataFormatException if a file is of another kind, does not end where its header says,
   *     is damaged, or has another number of items than the other
   * @throws IOException if a file cannot be read, the path in its message
   */
  public static Images read(Path images, Path labels) throws IOException {
    return readBoth(images, labels, null);
  }

  /**
   * Reads another part, whose classes must mean the same.
   *
   * @param labelMap the value of every class, finite and ascending, such as the training part's
   *     {@link Labels#map()}; another label is an error
   * @throws IllegalArgumentException if the map is not as said
   * @throws DataFormatException as {@link #read(Path, Path)}, or if a label is not in the map
   * @throws IOException if a file cannot be read, the path in its message
   */
  public static Images read(Path images, Path labels, double[] labelMap) throws IOException {
    return readBoth(images, labels, Labels.of(new double[0], labelMap).map());
  }

  /**
   * Reads images alone, such as those to predict.
   *
   * @throws DataFormatException if the file is of another kind, does not end where its header says,
   *     or is damaged
   * @throws IOException if the file cannot be read, the path in its message
   */
  public static Unlabelled readImages(Path images) throws IOException {
    try (IdxInput input = IdxInput.open(images, IdxInput.Kind.IMAGES)) {
      return pixels(input);
    }
  }

  private static Images readBoth(Path imageFile, Path labelFile, double @Nullable [] map)
      throws IOException {
    try (IdxInput images = IdxInput.open(imageFile, IdxInput.Kind.IMAGES);
        IdxInput labels = IdxInput.open(labelFile, IdxInput.Kind.LABELS)) {
      labels.requireItemsOf(images);
      Labels classes = labels(labels, map); // first, since it is the shorter file
      Unlabelled read = pixels(images);
      return new Images(new Dataset(read.features(), classes), read.height(), read.width());
    }
  }

  private static Labels labels(IdxInput input, double @Nullable [] map) throws IOException {
    byte[] bytes = input.readValues();
    double[] labels = new double[bytes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Byte.toUnsignedInt(bytes[i]);
      if (map != null && Arrays.binarySearch(map, labels[i]) < 0) {
        throw input.unexpected(
            i,
            "expected one of the labels %s, found %d"
                .formatted(
                    LabelCollector.listed(Arrays.stream(map)), Byte.toUnsignedInt(bytes[i])));
      }
    }
    return map == null ? Labels.of(labels) : Labels.of(labels, map);
  }

  private static Unlabelled pixels(IdxInput input) throws IOException {
    byte[] bytes = input.readValues();
    float[] pixels = new float[bytes.length];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = Byte.toUnsignedInt(bytes[k]);
    }
    int height = input.size(1);
    int width = input.size(2);
    return new Unlabelled(
        DenseFeatures.copyOf(input.items(), height * width, pixels), height, width);
  }
}
