package org.hypergrad.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Row-compressed sparse features (CSR): for row i the columns and values at positions {@code
 * rowPointers[i]} to {@code rowPointers[i + 1] - 1}, columns strictly ascending.
 *
 * <p>Made by {@link #copyOf} from arrays of the caller's, or row by row through a {@link Builder},
 * which never copies what it has and is the way to more than 2<sup>31</sup> entries.
 */
public final class SparseFeatures implements Features {

  /** Entries a block may hold; below {@code Integer.MAX_VALUE} because arrays need a header. */
  static final int BLOCK_LIMIT = Integer.MAX_VALUE - 8;

  private final int rows;
  private final int columns;
  private final long storedEntries;
  private final List<Block> blocks;

  private SparseFeatures(int rows, int columns, List<Block> blocks) {
    this.rows = rows;
    this.columns = columns;
    this.blocks = List.copyOf(blocks);
    this.storedEntries = blocks.stream().mapToLong(Block::entries).sum();
  }

  /**
   * Consecutive rows with arrays of their own. The arrays are the live ones, for backends to
   * compute from or upload: they must not be written.
   */
  public static final class Block {
    private final int firstRow;
    private final int[] rowOffsets;
    private final int[] columns;
    private final double @Nullable [] doubles;
    private final float @Nullable [] floats;

    private Block(
        int firstRow,
        int[] rowOffsets,
        int[] columns,
        double @Nullable [] doubles,
        float @Nullable [] floats) {
      this.firstRow = firstRow;
      this.rowOffsets = rowOffsets;
      this.columns = columns;
      this.doubles = doubles;
      this.floats = floats;
    }

    /** Number of the block's first row in the whole matrix. */
    public int firstRow() {
      return firstRow;
    }

    /** Number of rows in the block. */
    public int rows() {
      return rowOffsets.length - 1;
    }

    /** Number of entries in the block. */
    public int entries() {
      return rowOffsets[rowOffsets.length - 1];
    }

    /** Length rows + 1: where each of the block's rows begins in {@link #columns()}. */
    public int[] rowOffsets() {
      return rowOffsets;
    }

    /** Column of each entry; at least {@link #entries()} long. */
    public int[] columns() {
      return columns;
    }

    /** Value of each entry when values are held as doubles, else null. */
    public double @Nullable [] doubleValues() {
      return doubles;
    }

    /** Value of each entry when values are held as floats, else null. */
    public float @Nullable [] floatValues() {
      return floats;
    }

    double value(int position) {
      return doubles != null ? doubles[position] : Objects.requireNonNull(floats)[position];
    }
  }

  /**
   * Copies and validates row-compressed arrays with double values.
   *
   * @param columns width of the matrix
   * @param rowPointers length rows + 1, starting at 0, never descending
   * @param columnOf column of each entry, strictly ascending inside a row
   * @param values finite value of each entry
   * @throws IllegalArgumentException naming the row and the value that is wrong
   */
  public static SparseFeatures copyOf(
      int columns, long[] rowPointers, int[] columnOf, double[] values) {
    return copyOf(columns, rowPointers, columnOf, values, null);
  }

  /** As {@link #copyOf(int, long[], int[], double[])}, with values held in 32 bits. */
  public static SparseFeatures copyOf(
      int columns, long[] rowPointers, int[] columnOf, float[] values) {
    return copyOf(columns, rowPointers, columnOf, null, values);
  }

  private static SparseFeatures copyOf(
      int columns,
      long[] rowPointers,
      int[] columnOf,
      double @Nullable [] doubles,
      float @Nullable [] floats) {
    int length = doubles != null ? doubles.length : Objects.requireNonNull(floats).length;
    if (rowPointers.length == 0 || rowPointers[0] != 0) {
      throw new IllegalArgumentException("row pointers must begin with 0");
    }
    long last = rowPointers[rowPointers.length - 1];
    if (last != columnOf.length || last != length) {
      throw new IllegalArgumentException(
          "the last row pointer is %d, but there are %d columns and %d values"
              .formatted(last, columnOf.length, length));
    }
    Builder builder = new Builder(columns, floats != null, BLOCK_LIMIT);
    builder.reserve(rowPointers.length - 1, length);
    for (int row = 0; row + 1 < rowPointers.length; row++) {
      if (rowPointers[row + 1] < rowPointers[row] || rowPointers[row + 1] > last) {
        throw new IllegalArgumentException(
            "row %d: the row pointers go from %d to %d"
                .formatted(row, rowPointers[row], rowPointers[row + 1]));
      }
      for (int k = (int) rowPointers[row]; k < rowPointers[row + 1]; k++) {
        builder.add(columnOf[k], doubles != null ? doubles[k] : Objects.requireNonNull(floats)[k]);
      }
      builder.endRow();
    }
    return builder.build();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public long storedEntries() {
    return storedEntries;
  }

  /** The blocks of consecutive rows, in order, covering all rows. */
  public List<Block> blocks() {
    return blocks;
  }

  /** True if values are held in 32 bits. */
  public boolean holdsFloats() {
    return !blocks.isEmpty() && blocks.get(0).floats != null;
  }

  /** The row pointers over the whole matrix, length rows + 1, freshly made. */
  public long[] rowPointers() {
    long[] pointers = new long[rows + 1];
    long before = 0;
    for (Block block : blocks) {
      for (int r = 0; r < block.rows(); r++) {
        pointers[block.firstRow + r + 1] = before + block.rowOffsets[r + 1];
      }
      before += block.entries();
    }
    return pointers;
  }

  private Block blockOf(int row) {
    Objects.checkIndex(row, rows);
    int low = 0;
    int high = blocks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (blocks.get(middle).firstRow <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return blocks.get(low);
  }

  @Override
  public double rowSquaredNorm(int row) {
    Block block = blockOf(row);
    int local = row - block.firstRow;
    double sum = 0;
    for (int k = block.rowOffsets[local]; k < block.rowOffsets[local + 1]; k++) {
      sum += block.value(k) * block.value(k);
    }
    return sum;
  }

  @Override
  public void forEachEntry(int row, EntryVisitor visitor) {
    Block block = blockOf(row);
    int local = row - block.firstRow;
    for (int k = block.rowOffsets[local]; k < block.rowOffsets[local + 1]; k++) {
      visitor.entry(block.columns[k], block.value(k));
    }
  }

  @Override
  public SparseFeatures selectRows(int[] selected) {
    Builder builder = new Builder(columns, holdsFloats(), BLOCK_LIMIT);
    for (int row : selected) {
      forEachEntry(row, builder::add);
      builder.endRow();
    }
    return builder.build();
  }

  /**
   * Collects rows one after the other. Not thread-safe; of no further use after {@link #build()}.
   */
  public static final class Builder {
    private final int width;
    private final boolean asFloats;
    private final int blockLimit;
    private final List<Block> finished = new ArrayList<>();

    private int firstRow;
    private int rowCount;
    private int entryCount;
    private int rowStart;
    private int largestColumn = -1;
    private int[] rowOffsets = new int[64];
    private int[] columnOf = new int[1024];
    private double[] doubles = new double[0];
    private float[] floats = new float[0];

    /** A builder of features with the given width and values held as doubles. */
    public Builder(int columns) {
      this(columns, false, BLOCK_LIMIT);
    }

    /**
     * A builder whose blocks are no larger than said: for tests of features in several blocks, and
     * where memory is too scattered for long arrays.
     *
     * @param asFloats whether values are held in 32 bits
     * @param blockLimit the most entries of a block, and so of a row; at least 1, and cut to what
     *     an array can hold
     * @throws IllegalArgumentException if the width is negative or the limit below 1
     */
    public Builder(int columns, boolean asFloats, int blockLimit) {
      if (columns < 0) {
        throw new IllegalArgumentException("the width is " + columns);
      }
      if (blockLimit < 1) {
        throw new IllegalArgumentException("blocks of at most %d entries".formatted(blockLimit));
      }
      this.width = columns;
      this.asFloats = asFloats;
      this.blockLimit = Math.min(blockLimit, BLOCK_LIMIT);
    }

    private void reserve(int moreRows, int moreEntries) {
      rowOffsets = Arrays.copyOf(rowOffsets, moreRows + 1);
      growEntries(moreEntries);
    }

    /** Number of rows ended so far. */
    public int rows() {
      return firstRow + rowCount;
    }

    /**
     * Adds an entry to the row being built.
     *
     * @param column in [0, columns), above the last one added to this row
     * @param value finite
     * @throws IllegalArgumentException if the column or the value is not as said
     */
    public void add(int column, double value) {
      if (column < 0 || column >= width) {
        throw new IllegalArgumentException(
            "row %d: column %d is outside a width of %d".formatted(rows(), column, width));
      }
      if (entryCount > rowStart && column <= columnOf[entryCount - 1]) {
        throw new IllegalArgumentException(
            "row %d: column %d follows column %d, columns must ascend"
                .formatted(rows(), column, columnOf[entryCount - 1]));
      }
      if (!Double.isFinite(value) || (asFloats && !Float.isFinite((float) value))) {
        throw new IllegalArgumentException(
            "row %d, column %d: %s is not a finite value".formatted(rows(), column, value));
      }
      if (entryCount == blockLimit) {
        moveRowToNewBlock();
      }
      if (entryCount == valueCapacity() || entryCount == columnOf.length) {
        growEntries(entryCount + 1);
      }
      largestColumn = Math.max(largestColumn, column);
      columnOf[entryCount] = column;
      if (asFloats) {
        floats[entryCount] = (float) value;
      } else {
        doubles[entryCount] = value;
      }
      entryCount++;
    }

    private int valueCapacity() {
      return asFloats ? floats.length : doubles.length;
    }

    private void growEntries(int needed) {
      int capacity = (int) Math.min(blockLimit, Math.max(1024L, needed + (long) (needed >> 1)));
      capacity = Math.max(capacity, needed);
      columnOf = Arrays.copyOf(columnOf, capacity);
      if (asFloats) {
        floats = Arrays.copyOf(floats, capacity);
      } else {
        doubles = Arrays.copyOf(doubles, capacity);
      }
    }

    /** A row lies in one block: the unfinished one moves to the next when a block is full. */
    private void moveRowToNewBlock() {
      int carried = entryCount - rowStart;
      if (carried >= blockLimit) {
        throw new IllegalArgumentException(
            "row %d has more than %d entries".formatted(rows(), blockLimit));
      }
      int[] carriedColumns = Arrays.copyOfRange(columnOf, rowStart, entryCount);
      double[] carriedDoubles =
          asFloats ? doubles : Arrays.copyOfRange(doubles, rowStart, entryCount);
      float[] carriedFloats = asFloats ? Arrays.copyOfRange(floats, rowStart, entryCount) : floats;
      finishBlock();
      columnOf = carriedColumns;
      doubles = carriedDoubles;
      floats = carriedFloats;
      entryCount = carried;
    }

    private void finishBlock() {
      if (rowCount > 0) {
        finished.add(
            new Block(
                firstRow,
                Arrays.copyOf(rowOffsets, rowCount + 1),
                Arrays.copyOf(columnOf, rowStart),
                asFloats ? null : Arrays.copyOf(doubles, rowStart),
                asFloats ? Arrays.copyOf(floats, rowStart) : null));
      }
      firstRow += rowCount;
      rowCount = 0;
      rowStart = 0;
      entryCount = 0;
    }

    /** Ends the row being built, which may be empty, and begins the next. */
    public void endRow() {
      if (rows() == Integer.MAX_VALUE) {
        throw new IllegalArgumentException("more than 2^31 - 1 rows");
      }
      if (rowCount + 2 > rowOffsets.length) {
        rowOffsets =
            Arrays.copyOf(
                rowOffsets, (int) Math.min(BLOCK_LIMIT, rowOffsets.length + (rowCount >> 1) + 64L));
      }
      rowCount++;
      rowOffsets[rowCount] = entryCount;
      rowStart = entryCount;
    }

    /**
     * The features collected.
     *
     * @throws IllegalStateException if the last row was not ended
     */
    public SparseFeatures build() {
      return build(width);
    }

    /**
     * The features collected, narrowed to a width that was not known before the last row: for
     * readers of files that do not say how wide they are.
     *
     * @param columns above every column added, at most the width the builder was made with
     * @throws IllegalArgumentException if the width is not as said
     * @throws IllegalStateException if the last row was not ended
     */
    public SparseFeatures build(int columns) {
      if (entryCount > rowStart) {
        throw new IllegalStateException("row " + rows() + " was not ended");
      }
      if (columns <= largestColumn || columns > width) {
        throw new IllegalArgumentException(
            "the width is %d, it must be at least %d and at most %d"
                .formatted(columns, largestColumn + 1, width));
      }
      finishBlock();
      return new SparseFeatures(firstRow, columns, finished);
    }
  }
}
