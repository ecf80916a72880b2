package io.afterimage.cli.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import io.afterimage.images.Wrapping;
import io.afterimage.testkit.PngImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilledLabelsTest {

  private static final String HEADER = "id,label,file,predicted,confidence,why\n";

  @TempDir Path folder;
  private Path table;

  @BeforeEach
  void name() {
    table = folder.resolve("requests.csv");
  }

  @Test
  void shouldKeepLabelsWhileTheTableIsWrittenAnew() throws IOException {
    Files.writeString(
        table,
        HEADER + "a.png,fox,a.png,cat,0.750,new\nb,,b.png,cat,0.5,new\ngone,owl,x,cat,0.5,new\n");

    int written =
        FilledLabels.in(table)
            .stillToSend(id -> true, (id, label) -> false)
            .keepWhile(writing(HEADER + "c,,c.png,dog,0.9,audit\na.png,,a.png,cat,0.750,new\n"));

    assertThat(written).isEqualTo(2);
    assertThat(Files.readAllLines(table))
        .containsExactly(
            HEADER.strip(),
            "c,,c.png,dog,0.9,audit",
            "a.png,fox,a.png,cat,0.750,new",
            "gone,owl,,,,");
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(table));
  }

  @Test
  void shouldKeepLabelsThatASpreadsheetSaved() throws IOException {
    Files.writeString(table, "id;label;file\r\na;fox;a.png\r\n");

    assertThat(FilledLabels.in(table).byId()).isEqualTo(Map.of("a", "fox"));
  }

  @Test
  void shouldRefuseToLoseLabels() throws IOException {
    Files.writeString(table, HEADER + "a,fox,a.png,cat,0.7,new\nb,owl,b.png,cat,0.7,new\n");
    FilledLabels filled = FilledLabels.in(table);

    assertThatThrownBy(() -> filled.stillToSend("a"::equals, (id, label) -> false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll(table.toString(), "(b)", "afterimage label --csv");
    assertThat(filled.stillToSend("a"::equals, (id, label) -> label.equals("owl")).byId())
        .as("what was given is not sent again")
        .isEqualTo(Map.of("a", "fox"));
  }

  @Test
  void shouldLeaveTheTableWhereWritingItFails() throws IOException {
    String before = HEADER + "a,fox,a.png,cat,0.7,new\n";
    Files.writeString(table, before);

    assertThatThrownBy(
            () ->
                FilledLabels.in(table)
                    .keepWhile(
                        () -> {
                          int written = writing("").getAsInt();
                          throw new IllegalStateException("disk full after " + written);
                        }))
        .hasMessage("disk full after 2");
    assertThat(table).hasContent(before);
  }

  @Test
  void shouldStartWithoutATable() {
    assertThat(FilledLabels.in(table).keepWhile(writing(HEADER))).isEqualTo(2);
    assertThat(table).hasContent(HEADER);
  }

  @Test
  void shouldUnwrapImages() throws IOException {
    byte[] png = PngImages.ofClass(8, 0, 0);
    Files.writeString(table, HEADER + "a.png,fox,a.png.bin,cat,0.7,new\nb,,b.bin,cat,0.7,new\n");
    Files.write(folder.resolve("a.png.bin"), Base64.getEncoder().encode(png));
    Files.writeString(folder.resolve("b.bin"), "no image");

    assertThat(WrappedImages.open(table, Set.of())).isEqualTo(2);
    assertThat(WrappedImages.open(table, Set.of(Wrapping.BASE64))).isEqualTo(1);

    assertThat(Files.readAllLines(table))
        .contains("a.png,fox,a.png,cat,0.7,new", "b,,b.bin,cat,0.7,new");
    assertThat(folder.resolve("a.png")).hasBinaryContent(png);
    assertThat(folder.resolve("a.png.bin")).doesNotExist();
  }

  private IntSupplier writing(String text) {
    return () -> {
      try {
        Files.writeString(table, text);
        return 2;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
