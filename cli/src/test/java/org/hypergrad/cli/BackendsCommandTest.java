package org.hypergrad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BackendsCommandTest {

  @Test
  void reportsBackendsAndTheMachine() {
    Commands.Ran ran = Commands.line("backends").succeeded();
    assertThat(ran.out())
        .contains("scalar   available", "chosen ", "processor ", "java ", "flags ");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void asJson() {
    JsonNode json = Commands.line("backends --json").succeeded().json();
    assertThat(json.propertyNames()).containsExactly("chosen", "report", "machine");
    assertThat(json.get("chosen").stringValue()).isNotEmpty();
    assertThat(json.get("machine").get("processors").stringValue()).matches("\\d+");
    assertThat(json.get("report").toString()).contains("scalar   available");
  }
}
