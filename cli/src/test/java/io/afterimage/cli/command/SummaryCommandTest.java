package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterimage.testkit.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures are the tutorials'. */
class SummaryCommandTest {

  private final TestTerminal terminal = new TestTerminal();

  @Test
  void shouldShowLayersShapesAndParameters() {
    assertThat(run("mobilenetv2", "--input", "160"))
        .anyMatch(line -> line.matches("\\s*0  input_1 +InputLayer +160x160x3 +0 +-"))
        .anyMatch(line -> line.matches("\\s*12  block_1_pad +ZeroPadding2D +81x81x96 +0 +- .*"))
        .anyMatch(line -> line.matches("\\s*13  block_1_depthwise .* 40x40x96 +864 +yes .*"))
        .endsWith("parameters     2,257,984", "trainable      2,223,872", "not trainable  34,112");
  }

  @Test
  void shouldCountWhatIsTrainedFromALayer() {
    assertThat(run("mobilenetv2", "--input", "160", "--classes", "2", "--from-layer", "100"))
        .endsWith("parameters     2,259,265", "trainable      1,862,721", "not trainable  396,544");
  }

  @Test
  void shouldCountTheHeadOnlyWhenTheBackboneIsFrozen() {
    assertThat(run("mobilenetv2", "--classes", "2", "--frozen")).contains("trainable      1,281");
  }

  @Test
  void shouldPutHiddenLayersAndAHeadOnTop() {
    assertThat(run("vgg16", "--hidden", "512", "--classes", "10"))
        .contains("parameters     14,982,474");
    assertThat(run("cifar10-cnn", "--classes", "10")).contains("parameters     68,694");
  }

  @Test
  void shouldWriteCsv() {
    assertThat(run("vgg16", "--csv"))
        .startsWith(
            "index,layer,type,output_hwc,params,inputs,trained",
            "0,input_1,InputLayer,224x224x3,0,,no",
            "1,block1_conv1,Conv2D,224x224x64,1792,input_1,yes")
        .hasSize(20);
  }

  @ParameterizedTest
  @CsvSource({"mobilenetv2, 160, mobilenetv2_layers.csv", "vgg16, 224, vgg16_layers.csv"})
  void shouldWriteTheTableOfKeras(String backbone, String input, String name) throws IOException {
    Optional<Path> reference = SharedFolder.find("reference");
    assumeTrue(reference.isPresent(), "no ../shared/reference with the tables to compare with");
    List<Map<String, String>> expected = table(Files.readAllLines(reference.get().resolve(name)));

    List<Map<String, String>> printed = table(run(backbone, "--input", input, "--csv"));

    assertThat(expected).isNotEmpty();
    printed.forEach(row -> row.keySet().retainAll(expected.get(0).keySet()));
    assertThat(printed).isEqualTo(expected);
  }

  private static List<Map<String, String>> table(List<String> lines) {
    String[] columns = lines.get(0).split(",");
    return lines.stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(
            cells -> {
              assertThat(cells).hasSameSizeAs(columns);
              Map<String, String> row = new LinkedHashMap<>();
              for (int i = 0; i < columns.length; i++) {
                row.put(columns[i], cells[i]);
              }
              return row;
            })
        .toList();
  }

  @Test
  void shouldNameTheBackbonesWhenThereIsNoneSuch() {
    assertThat(terminal.run("summary", "nosuchnet")).isEqualTo(1);
    assertThat(terminal.err()).contains("unknown backbone 'nosuchnet'", "vgg16");
  }

  @Test
  void shouldSayThatTheInputIsTooSmall() {
    assertThat(terminal.run("summary", "vgg16", "--input", "16")).isEqualTo(1);
    assertThat(terminal.err()).contains("too small for the layers");
  }

  private List<String> run(String... arguments) {
    TestTerminal fresh = new TestTerminal();
    String[] all = new String[arguments.length + 1];
    all[0] = "summary";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    assertThat(fresh.run(all)).as(fresh.err()).isZero();
    return fresh.out().lines().toList();
  }
}
