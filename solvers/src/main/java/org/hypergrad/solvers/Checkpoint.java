package org.hypergrad.solvers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A run at rest: what it needs to go on, bit for bit, as a file.
 *
 * <p>The file is written beside its name, forced to the disk, and moved over the old one in one
 * step, so that at every moment the name holds a whole checkpoint. Layout, big-endian: the magic
 * "HGRD", format version, settings, counters, trace, named vectors, and the CRC-32C of all before
 * it.
 *
 * @param settings solver, steps, sampling, seed, dimensions and data: must be equal to go on
 * @param iterations carried out
 * @param samples rows used
 * @param seconds solver time
 * @param trace evaluations so far
 * @param vectors the saved vectors of the {@link Iterates}
 */
record Checkpoint(
    Map<String, String> settings,
    long iterations,
    long samples,
    double seconds,
    List<TracePoint> trace,
    Map<String, double[]> vectors) {

  private static final int MAGIC = 0x48475244;
  private static final int VERSION = 1;

  /**
   * Writes the file, whole or not at all.
   *
   * @throws IOException naming the file and the reason; a file that was there is untouched
   */
  void write(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(settings.size());
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      out.writeUTF(setting.getKey());
      out.writeUTF(setting.getValue());
    }
    out.writeLong(iterations);
    out.writeLong(samples);
    out.writeDouble(seconds);
    out.writeInt(trace.size());
    for (TracePoint point : trace) {
      out.writeDouble(point.seconds());
      out.writeLong(point.iterations());
      out.writeLong(point.samples());
      out.writeDouble(point.h());
      out.writeDouble(point.hypergradientNorm());
      out.writeDouble(point.projectedNorm());
      out.writeDouble(point.outerError());
    }
    out.writeInt(vectors.size());
    for (Map.Entry<String, double[]> vector : vectors.entrySet()) {
      out.writeUTF(vector.getKey());
      out.writeInt(vector.getValue().length);
    }
    out.flush();
    try {
      writeAtomically(file, bytes.toByteArray(), vectors.values());
    } catch (IOException e) {
      throw cannotBeWritten(file, e);
    }
  }

  /** One line: a FileSystemException's own message is often no more than a path. */
  private static IOException cannotBeWritten(Path file, IOException cause) {
    return new IOException(
        "%s: the checkpoint cannot be written (%s: %s)"
            .formatted(file, cause.getClass().getSimpleName(), cause.getMessage()),
        cause);
  }

  /** Moves a checkpoint that lies in the file to the same name with {@code .previous} behind it. */
  static void keepPrevious(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".previous"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw cannotBeWritten(file, e);
    }
  }

  private static void writeAtomically(Path file, byte[] header, Iterable<double[]> arrays)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path parent = target.getParent();
    if (parent == null || target.getFileName() == null || Files.isDirectory(target)) {
      throw new IOException("it must be a file, this is a folder");
    }
    Files.createDirectories(parent);
    Path temporary = PartFiles.create(parent, target);
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        CRC32C checksum = new CRC32C();
        put(channel, checksum, ByteBuffer.wrap(header));
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (double[] array : arrays) {
          for (double value : array) {
            if (!buffer.hasRemaining()) {
              put(channel, checksum, buffer.flip());
              buffer.clear();
            }
            buffer.putDouble(value);
          }
        }
        put(channel, checksum, buffer.flip());
        ByteBuffer end = ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).flip();
        while (end.hasRemaining()) {
          channel.write(end);
        }
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void put(FileChannel channel, CRC32C checksum, ByteBuffer bytes)
      throws IOException {
    checksum.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads a file, trusting nothing in it before its checksum is right.
   *
   * @throws CheckpointException if it is not a whole checkpoint of a version known here
   */
  static Checkpoint read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(file + ": there is no such checkpoint file");
    }
    long size = Files.size(file);
    try (DataInputStream in = open(file)) {
      if (size < 16 || in.readInt() != MAGIC) {
        throw new CheckpointException(file + ": not a checkpoint of this program");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new CheckpointException(
            "%s: a checkpoint of format %d, this program reads format %d"
                .formatted(file, version, VERSION));
      }
    }
    if (!checksumIsRight(file, size - Long.BYTES)) {
      throw new CheckpointException(
          file + ": damaged checkpoint (its checksum does not match); start again or use a copy");
    }
    try (DataInputStream in = open(file)) {
      in.skipNBytes(8);
      return read(in, size);
    } catch (EOFException e) {
      throw new CheckpointException(
          "%s: damaged checkpoint (%s)"
              .formatted(file, Objects.requireNonNullElse(e.getMessage(), "it ends early")));
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  private static boolean checksumIsRight(Path file, long length) throws IOException {
    CRC32C checksum = new CRC32C();
    try (DataInputStream in = open(file)) {
      byte[] buffer = new byte[1 << 16];
      for (long left = length; left > 0; ) {
        int count = (int) Math.min(left, buffer.length);
        in.readFully(buffer, 0, count);
        checksum.update(buffer, 0, count);
        left -= count;
      }
      return in.readLong() == checksum.getValue();
    } catch (EOFException e) {
      return false; // the file became shorter while it was read
    }
  }

  private static Checkpoint read(DataInputStream in, long size) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int k = count(in); k > 0; k--) {
      settings.put(in.readUTF(), in.readUTF());
    }
    long iterations = in.readLong();
    long samples = in.readLong();
    double seconds = in.readDouble();
    List<TracePoint> trace = new ArrayList<>();
    for (int k = count(in); k > 0; k--) {
      trace.add(
          new TracePoint(
              in.readDouble(),
              in.readLong(),
              in.readLong(),
              in.readDouble(),
              in.readDouble(),
              in.readDouble(),
              in.readDouble()));
    }
    Map<String, Integer> lengths = new LinkedHashMap<>();
    for (int k = count(in); k > 0; k--) {
      lengths.put(in.readUTF(), in.readInt());
    }
    Map<String, double[]> vectors = new LinkedHashMap<>();
    long left = size; // not what is available, of which a stream counts no more than 2 GiB
    for (Map.Entry<String, Integer> entry : lengths.entrySet()) {
      int length = entry.getValue();
      left -= (long) length * Double.BYTES;
      if (length < 0 || left < 0) {
        throw new EOFException("vector '%s' of length %d".formatted(entry.getKey(), length));
      }
      double[] vector = new double[length];
      for (int k = 0; k < length; k++) {
        vector[k] = in.readDouble();
      }
      vectors.put(entry.getKey(), vector);
    }
    return new Checkpoint(settings, iterations, samples, seconds, trace, vectors);
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new EOFException("a list of %d parts".formatted(count));
    }
    return count;
  }

  /**
   * Checks that this checkpoint is of a run with the given settings.
   *
   * @throws CheckpointException naming the first setting that differs
   */
  void requireSettings(Path file, Map<String, String> wanted) throws CheckpointException {
    for (Map.Entry<String, String> entry : wanted.entrySet()) {
      String saved = settings.getOrDefault(entry.getKey(), "nothing");
      if (!saved.equals(entry.getValue())) {
        throw new CheckpointException(
            "%s: this checkpoint is of another run: %s was %s, and is %s"
                .formatted(file, entry.getKey(), saved, entry.getValue()));
      }
    }
  }
}
