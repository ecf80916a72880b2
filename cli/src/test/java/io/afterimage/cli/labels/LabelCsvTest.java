package io.afterimage.cli.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.cli.options.CommandFailure;
import io.afterimage.events.Label;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelCsvTest {

  @TempDir Path folder;

  @Test
  void shouldReadNamedColumnsWhereverTheyStand() throws IOException {
    LabelSource read =
        read("\ufefffile,Label,ID\r\nx.png,fox,\"a,1\"\r\n\r\ny.png,\"red \"\"x\"\"\",b\r\n");

    assertThat(read.labels()).containsExactly(label("a,1", "fox"), label("b", "red \"x\""));
    assertThat(read.problems()).isEmpty();
  }

  @Test
  void shouldReadTheFirstTwoColumnsWhereNoneIsNamed() throws IOException {
    assertThat(read("a,fox,0.9\nb,hare\n").labels())
        .containsExactly(label("a", "fox"), label("b", "hare"));
  }

  @Test
  void shouldNameTheRowsThatSayNothing() throws IOException {
    LabelSource read = read("id,label\na,\n,fox\nc\nd,hare\n");

    assertThat(read.labels()).containsExactly(label("d", "hare"));
    assertThat(read.problems())
        .satisfiesExactly(
            problem -> assertThat(problem).endsWith("labels.csv, row 2: no label"),
            problem -> assertThat(problem).endsWith("labels.csv, row 3: no id"),
            problem -> assertThat(problem).endsWith("labels.csv, row 4: no label"));
  }

  @Test
  void shouldSayWhatCannotBeRead() throws IOException {
    Path bytes = Files.write(folder.resolve("x.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});

    assertThatThrownBy(() -> LabelCsv.read(bytes, Optional.empty(), Instant.EPOCH))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("x.csv");
    assertThatThrownBy(
            () -> LabelCsv.read(folder.resolve("no.csv"), Optional.empty(), Instant.EPOCH))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no.csv");
  }

  private LabelSource read(String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("labels.csv"), csv, StandardCharsets.UTF_8);
    return LabelCsv.read(file, Optional.of("anna"), Instant.EPOCH);
  }

  private static Label label(String id, String label) {
    return new Label(id, label, Optional.of("anna"), Optional.of(Instant.EPOCH));
  }
}
