package org.hypergrad.kernels.scalar;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hypergrad.kernels.DenseFeatures;
import org.hypergrad.kernels.Features;
import org.hypergrad.kernels.SparseFeatures;

/**
 * The four loops over one row that kernels of one output are made of, once for sparse and once for
 * dense rows, each with doubles and floats; and the loading of a row, from which kernels of many
 * outputs go on, whatever the storage.
 */
abstract class RowStorage {

  /** a_row · z. */
  abstract double dot(int row, double[] z);

  /** out ← out + alpha · a_row. */
  abstract void axpy(int row, double alpha, double[] out);

  /** out ← out + alpha · a_row ∘ a_row. */
  abstract void axpySquares(int row, double alpha, double[] out);

  /** first ← first + alpha · a_row and second ← second + beta · a_row, reading the row once. */
  abstract void axpyTwo(int row, double alpha, double[] first, double beta, double[] second);

  /** Copies the row's entries. */
  abstract void load(int row, LoadedRow into);

  static RowStorage of(Features features) {
    return switch (features) {
      case SparseFeatures sparse when sparse.blocks().size() == 1 ->
          ofBlock(sparse.blocks().get(0));
      case SparseFeatures sparse ->
          new SparseBlocks(sparse.blocks().stream().map(RowStorage::ofBlock).toList(), sparse);
      case DenseFeatures dense when dense.holdsFloats() ->
          new DenseFloats(
              dense.columns(), dense.rowsPerBlock(), Objects.requireNonNull(dense.floatBlocks()));
      case DenseFeatures dense ->
          new DenseDoubles(
              dense.columns(), dense.rowsPerBlock(), Objects.requireNonNull(dense.doubleBlocks()));
    };
  }

  private static RowStorage ofBlock(SparseFeatures.Block block) {
    double[] doubles = block.doubleValues();
    return doubles != null
        ? new SparseDoubles(block.rowOffsets(), block.columns(), doubles)
        : new SparseFloats(
            block.rowOffsets(), block.columns(), Objects.requireNonNull(block.floatValues()));
  }

  /** Rows of several blocks: finds the block, then does as one block does. */
  private static final class SparseBlocks extends RowStorage {
    private final List<RowStorage> blocks;
    private final int[] firstRows;

    SparseBlocks(List<RowStorage> blocks, SparseFeatures features) {
      this.blocks = blocks;
      this.firstRows =
          features.blocks().stream().mapToInt(SparseFeatures.Block::firstRow).toArray();
    }

    private int blockOf(int row) {
      int place = Arrays.binarySearch(firstRows, row);
      return place >= 0 ? place : -place - 2;
    }

    @Override
    double dot(int row, double[] z) {
      int b = blockOf(row);
      return blocks.get(b).dot(row - firstRows[b], z);
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      int b = blockOf(row);
      blocks.get(b).axpy(row - firstRows[b], alpha, out);
    }

    @Override
    void axpySquares(int row, double alpha, double[] out) {
      int b = blockOf(row);
      blocks.get(b).axpySquares(row - firstRows[b], alpha, out);
    }

    @Override
    void axpyTwo(int row, double alpha, double[] first, double beta, double[] second) {
      int b = blockOf(row);
      blocks.get(b).axpyTwo(row - firstRows[b], alpha, first, beta, second);
    }

    @Override
    void load(int row, LoadedRow into) {
      int b = blockOf(row);
      blocks.get(b).load(row - firstRows[b], into);
    }
  }

  private static final class SparseDoubles extends RowStorage {
    private final int[] offsets;
    private final int[] columns;
    private final double[] values;

    SparseDoubles(int[] offsets, int[] columns, double[] values) {
      this.offsets = offsets;
      this.columns = columns;
      this.values = values;
    }

    @Override
    double dot(int row, double[] z) {
      double sum = 0;
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        sum += values[k] * z[columns[k]];
      }
      return sum;
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        out[columns[k]] += alpha * values[k];
      }
    }

    @Override
    void axpySquares(int row, double alpha, double[] out) {
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        out[columns[k]] += alpha * values[k] * values[k];
      }
    }

    @Override
    void axpyTwo(int row, double alpha, double[] first, double beta, double[] second) {
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        first[columns[k]] += alpha * values[k];
        second[columns[k]] += beta * values[k];
      }
    }

    @Override
    void load(int row, LoadedRow into) {
      into.clear();
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        into.add(columns[k], values[k]);
      }
    }
  }

  private static final class SparseFloats extends RowStorage {
    private final int[] offsets;
    private final int[] columns;
    private final float[] values;

    SparseFloats(int[] offsets, int[] columns, float[] values) {
      this.offsets = offsets;
      this.columns = columns;
      this.values = values;
    }

    @Override
    double dot(int row, double[] z) {
      double sum = 0;
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        sum += values[k] * z[columns[k]];
      }
      return sum;
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        out[columns[k]] += alpha * values[k];
      }
    }

    @Override
    void axpySquares(int row, double alpha, double[] out) {
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        out[columns[k]] += alpha * values[k] * values[k];
      }
    }

    @Override
    void axpyTwo(int row, double alpha, double[] first, double beta, double[] second) {
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        first[columns[k]] += alpha * values[k];
        second[columns[k]] += beta * values[k];
      }
    }

    @Override
    void load(int row, LoadedRow into) {
      into.clear();
      for (int k = offsets[row], end = offsets[row + 1]; k < end; k++) {
        into.add(columns[k], values[k]);
      }
    }
  }

  private static final class DenseDoubles extends RowStorage {
    private final int columns;
    private final int rowsPerBlock;
    private final double[][] blocks;

    DenseDoubles(int columns, int rowsPerBlock, double[][] blocks) {
      this.columns = columns;
      this.rowsPerBlock = rowsPerBlock;
      this.blocks = blocks;
    }

    @Override
    double dot(int row, double[] z) {
      double[] values = blocks[row / rowsPerBlock];
      int start = row % rowsPerBlock * columns;
      double sum = 0;
      for (int j = 0; j < columns; j++) {
        sum += values[start + j] * z[j];
      }
      return sum;
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      double[] values = blocks[row / rowsPerBlock];
      int start = row % rowsPerBlock * columns;
      for (int j = 0; j < columns; j++) {
        out[j] += alpha * values[start + j];
      }
    }

    @Override
    void axpySquares(int row, double alpha, double[] out) {
      double[] values = blocks[row / rowsPerBlock];
      int start = row % rowsPerBlock * columns;
      for (int j = 0; j < columns; j++) {
        out[j] += alpha * values[start + j] * values[start + j];
      }
    }

    @Override
    void axpyTwo(int row, double alpha, double[] first, double beta, double[] second) {
      axpy(row, alpha, first);
      axpy(row, beta, second);
    }

    @Override
    void load(int row, LoadedRow into) {
      double[] values = blocks[row / rowsPerBlock];
      int start = row % rowsPerBlock * columns;
      into.clear();
      for (int j = 0; j < columns; j++) {
        into.add(j, values[start + j]);
      }
    }
  }

  private static final class DenseFloats extends RowStorage {
    private final int columns;
    private final int rowsPerBlock;
    private final float[][] blocks;

    DenseFloats(int columns, int rowsPerBlock, float[][] blocks) {
      this.columns = columns;
      this.rowsPerBlock = rowsPerBlock;
      this.blocks = blocks;
    }

    @Override
    double dot(int row, double[] z) {
      float[] values = blocks[row / rowsPerBlock];
      int start = row % rowsPerBlock * columns;
      double sum = 0;
      for (int j = 0; j < columns; j++) {
        sum += values[start + j] * z[j];
      }
      return sum;
    }

    @Override
    void axpy(int row, double alpha, double[] out) {
      float[] values = blocks[row / rowsPerBlock];
      int start = row % rowsPerBlock * columns;
      for (int j = 0; j < columns; j++) {
        out[j] += alpha * values[start + j];
      }
    }

    @Override
    void axpySquares(int row, double alpha, double[] out) {
      float[] values = blocks[row / rowsPerBlock];
      int start = row % rowsPerBlock * columns;
      for (int j = 0; j < columns; j++) {
        out[j] += alpha * values[start + j] * values[start + j];
      }
    }

    @Override
    void axpyTwo(int row, double alpha, double[] first, double beta, double[] second) {
      axpy(row, alpha, first);
      axpy(row, beta, second);
    }

    @Override
    void load(int row, LoadedRow into) {
      float[] values = blocks[row / rowsPerBlock];
      int start = row % rowsPerBlock * columns;
      into.clear();
      for (int j = 0; j < columns; j++) {
        into.add(j, values[start + j]);
      }
    }
  }
}
