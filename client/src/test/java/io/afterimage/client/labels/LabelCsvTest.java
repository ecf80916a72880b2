package io.afterimage.client.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import io.afterimage.schemas.events.Label;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    assertThatThrownBy(() -> LabelCsv.detecting().read(bytes, Optional.empty(), Instant.EPOCH))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("x.csv");
    assertThatThrownBy(
            () ->
                LabelCsv.detecting()
                    .read(folder.resolve("no.csv"), Optional.empty(), Instant.EPOCH))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no.csv");
  }

  @ParameterizedTest
  @CsvSource({
    "labels-excel-utf8-bom-quoted-header.csv, p1.jpg cats p2.jpg dogs",
    "labels-header-filename-label.csv, p1.jpg cats p2.jpg dogs",
    "labels-header-imageId-label.csv, p1.jpg cats",
    "labels-header-id-class.csv, p1.jpg cats",
    "labels-labelstudio-export.csv, p1.jpg cats p2.jpg dogs",
    "labels-semicolons-as-german-excel.csv, p1.jpg cats",
    "labels-tabs.csv, p1.jpg cats"
  })
  void shouldReadWhatToolsWrite(String file, String idsAndLabels) throws URISyntaxException {
    assertThat(inOneLine(sample(file))).isEqualTo(idsAndLabels);
    assertThat(sample(file).problems()).isEmpty();
  }

  @Test
  void shouldMakeOneClassOfLettersThatLookTheSame() throws URISyntaxException {
    assertThat(sample("labels-nfd-and-nfc.csv").labels())
        .extracting(Label::label)
        .containsExactly("K\u00e4fer", "K\u00e4fer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
  void shouldTellTheEncoding(String charset) throws IOException {
    byte[] bytes =
        "id;label\r\np1.jpg;K\u00e4fer\r\np2.jpg;K\u00fche\r\np3.jpg;Bl\u00f6dsinn\r\n"
            .getBytes(Charset.forName(charset));

    assertThat(inOneLine(read(bytes)))
        .isEqualTo("p1.jpg K\u00e4fer p2.jpg K\u00fche p3.jpg Bl\u00f6dsinn");
  }

  @Test
  void shouldSayWhenTheEncodingIsAGuess() throws IOException {
    LabelSource guessed =
        read("id,label\na,K\u00e4fer\n".getBytes(Charset.forName("windows-1252")));

    assertThat(guessed.notices()).singleElement().asString().contains("--encoding");
    assertThat(read("id,label\na,K\u00e4fer\n").notices()).isEmpty();
  }

  @Test
  void shouldFollowExcelsOwnLineAboutTheDelimiter() throws IOException {
    assertThat(inOneLine(read("sep=;\r\nid;label\r\na,b.jpg;cats\r\n"))).isEqualTo("a,b.jpg cats");
  }

  @Test
  void shouldNeverSendAHeaderAsALabel() {
    for (String header :
        List.of("image,annotator", "id,split,confidence", "filename,kind", "kind,label")) {
      assertThatThrownBy(() -> read(header + "\np1.jpg,cats\n"))
          .as(header)
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("--id-column and --label-column")
          .hasMessageContaining(header.replace(",", ", "));
    }
  }

  @Test
  void shouldTakeTheColumnsThatAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "Datei;Art;Nr\na.jpg;fox;1\n");

    assertThat(inOneLine(columns("Datei", "art").read(file, Optional.empty(), Instant.EPOCH)))
        .isEqualTo("a.jpg fox");
    assertThat(columns("1", "2").read(file, Optional.empty(), Instant.EPOCH).labels())
        .extracting(Label::imageId)
        .containsExactly("Datei", "a.jpg");
    assertThatThrownBy(() -> columns("File", "2").read(file, Optional.empty(), Instant.EPOCH))
        .hasMessageContaining("no column 'File' as --id-column says")
        .hasMessageContaining("Datei, Art, Nr");
  }

  @Test
  void shouldSayWhatItTakesForIdsAndLabelsWithoutAHeader() throws IOException {
    assertThat(read("a.jpg,fox\nb.jpg,hare\n").notices())
        .singleElement()
        .asString()
        .endsWith("has no header: ids are in column 1, labels in column 2");
  }

  @Test
  void shouldRefuseOneColumnAndXml() {
    assertThatThrownBy(() -> read("a.jpg\nb.jpg\n")).hasMessageContaining("--delimiter");
    assertThatThrownBy(() -> read("<annotations/>")).hasMessageContaining("--cvat");
  }

  @Test
  void shouldNameRowsWhoseLabelIsNone() throws IOException {
    LabelSource read = read("id,label\na,\u200b\nb,\"cats\n\"\nc,x\u0007y\n");

    assertThat(inOneLine(read)).isEqualTo("b cats");
    assertThat(read.problems())
        .satisfiesExactly(
            problem -> assertThat(problem).contains("row 2").contains("blank"),
            problem -> assertThat(problem).contains("row 4").contains("U+0007"));
  }

  @Test
  void shouldWarnOfClassesThatDifferInCaseOnly() throws IOException {
    assertThat(read("id,label\na,Bag\nb,bag\n").notices())
        .containsExactly("classes that differ in upper and lower case only: Bag, bag");
  }

  private static LabelCsv columns(String id, String label) {
    return new LabelCsv(Optional.empty(), Optional.empty(), Optional.of(id), Optional.of(label));
  }

  private static String inOneLine(LabelSource source) {
    return source.labels().stream()
        .map(label -> label.imageId() + " " + label.label())
        .collect(Collectors.joining(" "));
  }

  private static LabelSource sample(String name) throws URISyntaxException {
    Path file = Path.of(LabelCsvTest.class.getResource("/label-files/" + name).toURI());
    return LabelCsv.detecting().read(file, Optional.of("anna"), Instant.EPOCH);
  }

  private LabelSource read(String csv) throws IOException {
    return read(csv.getBytes(StandardCharsets.UTF_8));
  }

  private LabelSource read(byte[] csv) throws IOException {
    Path file = Files.write(folder.resolve("labels.csv"), csv);
    return LabelCsv.detecting().read(file, Optional.of("anna"), Instant.EPOCH);
  }

  private static Label label(String id, String label) {
    return new Label(id, label, Optional.of("anna"), Optional.of(Instant.EPOCH));
  }
}
