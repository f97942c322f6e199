package org.hypergrad.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class FullTablesTest {

  @TempDir private Path folder;

  @Test
  void jmhAndScriptsMeetInOneTable() throws IOException {
    FullTables tables = new FullTables();
    tables.read(
        file(
            "jmh.json",
            """
            [{"benchmark": "org.hypergrad.bench.jmh.GradientBenchmark.gradient",
              "params": {"data": "imdb", "backend": "scalar"},
              "primaryMetric": {"rawData": [[10000, 12000], [9000, 11000]]},
              "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.2}}},
             {"benchmark": "org.hypergrad.bench.jmh.GradientBenchmark.gradient",
              "params": {"data": "imdb", "backend": "simd"},
              "primaryMetric": {"rawData": [[5250]]},
              "secondaryMetrics": {}}]
            """));
    tables.read(
        file(
            "scipy.json",
            """
            [{"work": "gradient", "data": "imdb", "by": "scipy 1.10", "microseconds": 8750.0}]
            """));

    assertThat(tables.markdown())
        .contains("### gradient")
        .contains("| imdb | scalar | 10,500 | 29 % | 0.324 | 1.00 |  | 0 |")
        .contains("| imdb | simd | 5,250 |  | 0.648 | 2.00 |  |  |")
        .contains("| imdb | scipy 1.10 | 8,750 |  | 0.389 | 1.20 |  |  |");
    List<Element> bars = elements(tables.picture(), "rect");
    double scalar = width(bars.get(1)); // after the background
    assertThat(width(bars.get(2)) / scalar).isCloseTo(2, within(0.01));
    assertThat(width(bars.get(3)) / scalar).isCloseTo(1.2, within(0.01));
    assertThat(elements(tables.picture(), "text"))
        .extracting(Element::getTextContent)
        .containsExactly(
            "gradient, imdb", "scalar", "0.324", "simd", "0.648", "scipy 1.10", "0.389");
  }

  private static double width(Element bar) {
    return Double.parseDouble(bar.getAttribute("width"));
  }

  /** Of a picture that is read as XML. */
  private static List<Element> elements(String svg, String name) {
    try {
      NodeList found =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
              .getElementsByTagName(name);
      return IntStream.range(0, found.getLength()).mapToObj(k -> (Element) found.item(k)).toList();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError(svg, e);
    }
  }

  @Test
  void whatWasMeasuredInTwoRunsIsRefused() throws IOException {
    Path json =
        file("twice.json", "[{\"work\": \"gradient\", \"data\": \"imdb\", \"by\": \"scipy\"}]");
    FullTables tables = new FullTables();
    tables.read(json);
    assertThatThrownBy(() -> tables.read(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gradient on imdb by scipy a second time");
  }

  @Test
  void aSectionIsReplacedAndTheRestStays() throws IOException {
    Path file = file("page.md", "before\n<!-- begin a -->\nold\n<!-- end a -->\nafter\n");
    Document document = new Document(file);
    document.replace("a", "new\n");
    document.save();
    assertThat(file).hasContent("before\n<!-- begin a -->\nnew\n<!-- end a -->\nafter\n");
    assertThatThrownBy(() -> document.replace("b", ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("begin b");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
