package io.afterimage.benchmarks.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.benchmarks.adapt.Adaptation.Window;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/**
 * Forty images, one a second, labelled half a second later; the change comes with the twentieth.
 */
class AdaptationTest {

  private static final Instant BEGIN = Instant.EPOCH;

  private final List<LabelledImage> stream =
      IntStream.range(0, 40)
          .mapToObj(
              i ->
                  new LabelledImage(
                      "image-" + i, i % 4 == 0 ? "new" : "old", Split.TRAIN, () -> new byte[0]))
          .toList();
  private final Story story =
      new Story(Change.NEW_CLASS, List.of(), List.of(), stream, 20, List.of(), Optional.of("new"));
  private final NewWorld world = new NewWorld(0.9, Map.of(), Optional.empty());
  private final Trace trace = new Trace(stream);

  @Test
  void shouldTellAccuracyByWindowsOnBothSidesOfTheChange() {
    run(30, "v2");

    Adaptation told = told(Map.of("v1", 0.5, "v2", 0.85));

    assertThat(told.windows())
        .containsExactly(
            new Window(-20, -10, 1, Optional.empty()),
            new Window(-10, 0, 1, Optional.empty()),
            new Window(0, 10, 0, Optional.of(0.9)),
            new Window(10, 20, 1, Optional.of(0.9)));
    assertThat(told.accuracy()).isEqualTo(0.5);
    assertThat(told.back()).as("0.85 is five points below the reference").isEmpty();
  }

  @Test
  void shouldTellWhenAVersionIsBackAndWhatThatTook() {
    run(30, "v2");

    Adaptation.Back back = told(Map.of("v1", 0.5, "v2", 0.881)).back().orElseThrow();

    assertThat(back.version()).isEqualTo("v2");
    assertThat(back.place()).isEqualTo(10);
    assertThat(back.seconds()).isEqualTo(10.1);
    assertThat(back.labels()).as("of images 20 to 29").isEqualTo(10);
    assertThat(back.ofNewClass()).as("20, 24 and 28").isEqualTo(3);
    assertThat(back.lowestLater()).isEmpty();
  }

  @Test
  void shouldBeBackAtOnceWhereTheChangeDoesNoHarm() {
    run(30, "v2");

    Adaptation.Back back = told(Map.of("v1", 0.89, "v2", 0.7)).back().orElseThrow();

    assertThat(back.version()).isEqualTo("v1");
    assertThat(back.labels()).isZero();
    assertThat(back.seconds()).isZero();
    assertThat(back.lowestLater()).contains(0.7);
  }

  @Test
  void shouldSayWhatARefreshWaitedFor() {
    run(30, "v2");

    Adaptation.Run run = told(Map.of()).runs().get(0);

    assertThat(run.due()).as("the label of image 4").isEqualTo(-15.4);
    assertThat(run.asked()).isEqualTo(7);
    assertThat(run.ended()).contains(9.0);
    assertThat(run.answered()).contains(10.1);
    assertThat(run.outcome()).isEqualTo("v2");
  }

  @Test
  void shouldBeWrittenAsJsonAndDrawn() throws Exception {
    run(30, "v2");
    Adaptation told = told(Map.of("v1", 0.5, "v2", 0.881));

    assertThat(EventJson.mapper().readTree(EventJson.write(told)).at("/back/labels").asInt())
        .isEqualTo(10);
    Document svg = parsed(AdaptPlot.of(List.of(told)));
    assertThat(svg.getElementsByTagName("polyline").getLength())
        .as("two in the legend, two in the chart")
        .isEqualTo(4);
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("with refresh", "images since the change");
    assertThat(AdaptTables.of(List.of(told))).hasSize(4);
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private Adaptation told(Map<String, Double> scores) {
    return Adaptation.of(story, Mode.REFRESH, 1, world, new Episode.Outcome(trace, scores), 10, 5);
  }

  /** The first version is right before the change, the second one from its first image on. */
  private void run(int second, String version) {
    for (int i = 0; i < stream.size(); i++) {
      LabelledImage image = stream.get(i);
      boolean right = i < 20 || i >= second;
      trace.sent(image.id(), at(i, 0));
      trace.predicted(
          prediction(image.id(), i < second ? "v1" : version, right ? image.label() : "wrong"),
          at(i, 100));
      trace.predicted(prediction(image.id(), "late", "wrong"), at(i, 200));
      trace.labelled(image.id(), at(i, 600));
    }
    trace.asked(Command.Retrain.refresh("r", Optional.of("labels"), at(27, 0)));
    trace.told(
        new Reply.Done("r", new Reply.Published(version), "published as " + version, at(29, 0)));
  }

  private static Instant at(int second, int millis) {
    return BEGIN.plusSeconds(second).plusMillis(millis);
  }

  private static Prediction prediction(String id, String version, String label) {
    return new Prediction(
        id,
        new ImagePointer("images", 0, 0),
        version,
        label,
        1,
        Map.of(label, 1.0),
        Optional.empty(),
        BEGIN,
        BEGIN);
  }
}
