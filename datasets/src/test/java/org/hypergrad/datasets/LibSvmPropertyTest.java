package org.hypergrad.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LibSvmPropertyTest {

  @Property(tries = 500)
  void readsWhatAnObviouslyRightParserReads(
      @ForAll("files") String text, @ForAll("pieces") int piece) throws IOException {
    InputStream stream =
        new ByteArrayInputStream(Texts.bytes(text)) {
          @Override
          public int read(byte[] target, int from, int length) {
            return super.read(target, from, Math.min(length, piece));
          }
        };
    String expected = SlowLibSvm.shown(text);
    try {
      assertThat(LibSvmTest.shown(LibSvm.options().read(stream, "f").dataset()))
          .isEqualTo(expected);
    } catch (DataFormatException e) {
      assertThat(e).hasMessageEndingWith("expected at least one row, found the end of the file");
      assertThat(expected).isEmpty();
    }
  }

  /** A few bytes at a time, so that tokens lie across the ends of what is received. */
  @Provide
  Arbitrary<Integer> pieces() {
    return Arbitraries.of(1, 2, 7, 100_000);
  }

  @Provide
  Arbitrary<String> files() {
    Arbitrary<String> end = Arbitraries.of("\n", "\r\n", "\n\n", " \n", "#c 1:2\n", " # c\r\n");
    Arbitrary<String> line = Combinators.combine(rows(), end).as((row, ending) -> row + ending);
    return Combinators.combine(line.list().ofMaxSize(30), Arbitraries.of("", "1", "0 7:1", "# c"))
        .as((lines, last) -> String.join("", lines) + last);
  }

  private Arbitrary<String> rows() {
    Arbitrary<String> label = Arbitraries.of("1", "-1", "+1", "0", "-0", "2.5", "1e1");
    Arbitrary<List<Integer>> indices =
        Arbitraries.integers()
            .between(1, Integer.MAX_VALUE)
            .list()
            .ofMaxSize(12)
            .map(list -> List.copyOf(new TreeSet<>(list)));
    Arbitrary<List<String>> values = decimals().list().ofSize(12);
    Arbitrary<String> blank = Arbitraries.of(" ", "\t", "  ");
    return Combinators.combine(label, indices, values, blank)
        .as((first, columns, numbers, separator) -> {
          StringBuilder row = new StringBuilder(first);
          for (int k = 0; k < columns.size(); k++) {
            row.append(separator).append(columns.get(k)).append(':').append(numbers.get(k));
          }
          return row.toString();
        });
  }

  private Arbitrary<String> decimals() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20);
    Arbitrary<String> fraction =
        digits.map(d -> "." + d).injectNull(0.3).map(d -> d == null ? "" : d);
    Arbitrary<String> exponent =
        Arbitraries.integers()
            .between(-330, 280)
            .map(e -> "e" + e)
            .injectNull(0.6)
            .map(e -> e == null ? "" : e);
    return Combinators.combine(Arbitraries.of("", "-", "+"), digits, fraction, exponent)
        .as((sign, whole, part, power) -> sign + whole + part + power);
  }

  @Property(tries = 3000)
  void anyBytesGiveDataOrOneLine(@ForAll("hostile") byte[] bytes) throws IOException {
    try {
      Csv.LabelColumn label = Csv.LabelColumn.LAST;
      assertThat(Csv.read(new ByteArrayInputStream(bytes), "f", 0, label).rows()).isPositive();
    } catch (DataFormatException e) {
      assertOneLine(e);
    }
    try {
      InputStream stream = new ByteArrayInputStream(bytes);
      assertThat(LibSvm.options().read(stream, "f").dataset().rows()).isPositive();
    } catch (DataFormatException e) {
      assertOneLine(e);
    }
  }

  private static void assertOneLine(DataFormatException e) {
    assertThat(e.getMessage()).matches("f:\\d+:\\d+: expected [^\\p{Cntrl}]*");
    // at most 40 characters are quoted, each of up to six when escaped, after place and rule
    assertThat(e.getMessage().length()).isLessThan(40 * 6 + 200);
  }

  /** Bytes at random, at random from what such files are made of, and good files with damage. */
  @Provide
  Arbitrary<byte[]> hostile() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    Arbitrary<byte[]> nearlyText =
        Arbitraries.strings()
            .withChars("0123456789 ::..,-+eE#\t\r\nqidnaf\0")
            .ofMaxLength(60)
            .map(Texts::bytes);
    Arbitrary<byte[]> packed =
        Combinators.combine(
                Arbitraries.of("\u001f\u008b\b\0", "BZh91AY&SY", "\u00fd7zXZ\0\0\4"), noise)
            .as((magic, rest) -> Texts.joined(Texts.bytes(magic), rest));
    Arbitrary<byte[]> damaged =
        Combinators.combine(files(), Arbitraries.of(0, 1, 2, 3), Arbitraries.longs())
            .as(LibSvmPropertyTest::damaged);
    return Arbitraries.oneOf(noise, nearlyText, packed, damaged);
  }

  private static byte[] damaged(String text, int packing, long seed) {
    byte[] bytes;
    try {
      bytes =
          switch (packing) {
            case 0 -> Texts.gzip(text);
            case 1 -> Texts.bzip2(text);
            case 2 -> Texts.xz(text);
            default -> Texts.bytes(text);
          };
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Random random = new Random(seed);
    for (int k = random.nextInt(4); k >= 0 && bytes.length > 0; k--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
