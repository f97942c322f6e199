package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.hypergrad.kernels.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {

  private static final String TEXT = "1 1:0.5 3:2\n-1 2:7\n";
  private static final String MORE = "-1 4:1\n";
  private static final String SHOWN = "1.0 0:0.5 2:2.0\n-1.0 1:7.0\n";
  private static final String ALL_SHOWN = SHOWN + "-1.0 3:1.0\n";

  private interface Packer {
    byte[] pack(String text) throws IOException;
  }

  private static final Packer[] PACKERS = {Texts::gzip, Texts::bzip2, Texts::xz};

  private static Dataset read(byte[] packed) throws IOException {
    return LibSvm.options().read(new ByteArrayInputStream(packed), "f").dataset();
  }

  @Test
  void contentDecidesAndNotTheName(@TempDir Path folder) throws IOException {
    for (String name : new String[] {"a.gz", "a.bz2", "a.xz", "a.txt", "a"}) {
      Path file = folder.resolve(name);
      for (byte[] content :
          new byte[][] {Texts.bytes(TEXT), Texts.gzip(TEXT), Texts.bzip2(TEXT), Texts.xz(TEXT)}) {
        Files.write(file, content);
        assertThat(LibSvmTest.shown(LibSvm.read(file))).isEqualTo(SHOWN);
      }
    }
  }

  @Test
  void filesGluedTogetherAreReadToTheEnd() throws IOException {
    for (Packer packer : PACKERS) {
      byte[] both = Texts.joined(packer.pack(TEXT), packer.pack(MORE));
      assertThat(LibSvmTest.shown(read(both))).isEqualTo(ALL_SHOWN);
      InputStream shy = // nothing available() does not mean that nothing comes
          new ByteArrayInputStream(both) {
            @Override
            public int available() {
              return 0;
            }

            @Override
            public int read(byte[] target, int from, int length) {
              return super.read(target, from, Math.min(length, 3));
            }
          };
      assertThat(LibSvmTest.shown(LibSvm.options().read(shy, "f").dataset())).isEqualTo(ALL_SHOWN);
    }
  }

  @Test
  void aMarkBeforeTheTextIsSkippedAfterUnpacking() throws IOException {
    assertThat(LibSvmTest.shown(read(Texts.gzip("\u00ef\u00bb\u00bf" + TEXT)))).isEqualTo(SHOWN);
  }

  @Test
  void theReportCountsUnpackedBytes() throws IOException {
    for (Packer packer : PACKERS) {
      InputStream stream = new ByteArrayInputStream(packer.pack(TEXT));
      assertThat(LibSvm.options().read(stream, "f").report().bytes()).isEqualTo(TEXT.length());
    }
  }

  /** Whatever is cut off: not one row is lost in silence. */
  @Test
  void everyTruncationIsAnErrorOfOneLine() throws IOException {
    for (Packer packer : PACKERS) {
      byte[] whole = packer.pack(TEXT);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        Throwable thrown = catchThrowable(() -> read(cut));
        assertThat(thrown).isInstanceOf(DataFormatException.class);
        assertThat(thrown.getMessage()).startsWith("f:").doesNotContain("\n");
      }
    }
  }

  @Test
  void aFlippedBitIsNoticed() throws IOException {
    for (Packer packer : PACKERS) {
      byte[] whole = packer.pack(TEXT);
      for (int at = 0; at < whole.length; at++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= 0x10;
        Throwable thrown =
            catchThrowable(() -> assertThat(LibSvmTest.shown(read(damaged))).isEqualTo(SHOWN));
        if (thrown != null) { // gzip has bytes that mean nothing, such as the time
          assertThat(thrown).isInstanceOf(DataFormatException.class);
          assertThat(thrown.getMessage()).startsWith("f:").doesNotContain("\n");
        }
      }
    }
  }

  @Test
  void truncationSaysWhereTheTextBreaksOff() throws IOException {
    StringBuilder text = new StringBuilder();
    SplittableRandom random = new SplittableRandom(1);
    for (int row = 0; row < 40_000; row++) {
      text.append("1 1:").append(random.nextDouble()).append('\n');
    }
    byte[] whole = Texts.gzip(text.toString());
    DataFormatException cut =
        catchThrowableOfType(
            DataFormatException.class, () -> read(Arrays.copyOf(whole, whole.length / 2)));
    assertThat(cut.line()).isBetween(15_000L, 21_000L);
    assertThat(cut.column()).isBetween(1L, 30L);
    assertThatThrownBy(() -> read(Arrays.copyOf(Texts.gzip(TEXT), 30)))
        .hasMessageStartingWith("f:1:")
        .hasMessageContaining(": expected gzip data that can be unpacked, found: ");
    byte[] packed = Texts.gzip(TEXT);
    assertThatThrownBy(() -> read(Arrays.copyOf(packed, packed.length - 8)))
        .hasMessage("f:1:1: expected gzip data that can be unpacked, found: early end");
    assertThatThrownBy(() -> read(Arrays.copyOf(Texts.bzip2(TEXT), 20)))
        .hasMessageStartingWith("f:1:1: expected bzip2 data that can be unpacked, found: ");
    assertThatThrownBy(() -> read(Arrays.copyOf(Texts.xz(TEXT), 20)))
        .hasMessageStartingWith("f:1:1: expected xz data that can be unpacked, found: ");
  }

  @Test
  void rubbishBehindPackedDataIsAnError() throws IOException {
    for (Packer packer : PACKERS) {
      byte[] spoilt = Texts.joined(packer.pack(TEXT), Texts.bytes("rubbish"));
      assertThatThrownBy(() -> read(spoilt)).isInstanceOf(DataFormatException.class);
    }
  }

  @Test
  void xzMayNotAskForMuchMemory() throws IOException {
    byte[] greedy = Texts.xz(TEXT);
    greedy[16] = 37; // a dictionary of 1.5 GiB in the block header, whose checksum follows
    CRC32 checksum = new CRC32();
    checksum.update(greedy, 12, 8);
    ByteBuffer.wrap(greedy).order(ByteOrder.LITTLE_ENDIAN).putInt(20, (int) checksum.getValue());
    assertThatThrownBy(() -> read(greedy))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("f:1:1: expected xz data that can be unpacked, found: ")
        .hasMessageEndingWith("limit was 131072 KiB");
  }
}
