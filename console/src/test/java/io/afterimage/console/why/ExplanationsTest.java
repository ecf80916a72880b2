package io.afterimage.console.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.afterimage.console.why.ExampleSource.Example;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.testkit.PngImages;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ExplanationsTest {

  private static final int SIDE = 20;
  private static final InputSpec INPUT = InputSpec.square(SIDE);
  private static final byte[] RED = PngImages.ofColour(SIDE, 0xff0000);
  private static final ImagePointer PICTURE = new ImagePointer("images", 0, 7);

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /** Takes the first label for as probable as one pixel is red; features are the mean colour. */
  private record Graph(int row, int column, boolean features) implements ImageGraph {

    @Override
    public float[][] run(ByteBuffer images, int n) {
      float[][] rows = new float[n][];
      for (int i = 0; i < n; i++) {
        byte[] image = new byte[INPUT.bytesPerImage()];
        images.get(i * image.length, image);
        float red = (image[(row * SIDE + column) * 3] & 0xff) / 255f;
        rows[i] = features ? mean(image) : new float[] {red, 1 - red};
      }
      return rows;
    }

    private static float[] mean(byte[] image) {
      float[] mean = new float[3];
      for (int i = 0; i < image.length; i++) {
        mean[i % 3] += image[i] & 0xff;
      }
      return mean;
    }

    @Override
    public int height() {
      return SIDE;
    }

    @Override
    public int width() {
      return SIDE;
    }

    @Override
    public void close() {}
  }

  /** Has one image, or none, once it may go on. */
  private final class OneImage implements ImageSource {
    private final Optional<byte[]> image;

    OneImage(Optional<byte[]> image) {
      this.image = image;
    }

    @Override
    public void fetch(
        Collection<ImagePointer> pointers, BiConsumer<ImagePointer, Fetched> receiver) {
      await().until(() -> goOn.getCount() == 0);
      Fetched fetched =
          image.isPresent()
              ? new Fetched.Found(image.get(), Optional.empty(), Instant.EPOCH)
              : new Fetched.Gone("expired");
      receiver.accept(PICTURE, fetched);
    }

    @Override
    public void close() {}
  }

  /** Loads the same graph, whatever it is given. */
  private static final class OneGraph implements InferenceEngine {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public ImageGraph load(byte[] onnx) {
      return new Graph(5, 5, false);
    }
  }

  @Test
  void shouldFindThePartThatTheAnswerHangsOn() {
    byte[] rgb = new byte[INPUT.bytesPerImage()];
    rgb[(5 * SIDE + 15) * 3] = (byte) 255;

    Occlusion.Heat heat =
        new Occlusion(new Graph(5, 15, false), INPUT).measure(rgb, share -> {}, () -> false);

    assertThat(heat.answer()).isZero();
    assertThat(heat.probability()).isEqualTo(1);
    assertThat(heat.drops()[2][7]).isCloseTo(1, within(0.01));
    assertThat(heat.drops()[0][0]).isZero();
    assertThat(heat.drops()[9][9]).isZero();
  }

  @Test
  void shouldFindTheExamplesThatAreMostLikeTheImage() {
    List<Example> examples = new ArrayList<>();
    examples.add(example(0, "blue", 0x0000ff));
    examples.add(example(1, "red", 0xee1100));
    examples.add(new Example("broken", "red", new ImagePointer("training-set", 0, 9), new byte[9]));
    NearestExamples nearest =
        new NearestExamples(
            (newest, atOnce, cancelled, receiver) -> receiver.accept(examples), decoder, 100);

    NearestExamples.Found found = find(nearest);

    assertThat(found.compared()).isEqualTo(2);
    assertThat(found.nearest())
        .extracting(NearestExamples.Near::label)
        .containsExactly("red", "blue");
    assertThat(found.nearest().get(0).similarity()).isCloseTo(0.997, within(0.01));
    assertThat(found.nearest().get(1).similarity()).isCloseTo(0, within(0.01));
    examples.clear();
    assertThat(find(nearest).nearest()).as("what has left the training set").isEmpty();
  }

  @Test
  void shouldExplainOnceAndKeepIt() {
    goOn.countDown();
    try (Explanations explanations = explanations(Optional.of(RED))) {
      Question question = new Question(PICTURE, Optional.of(Sha256.of(RED)), "v1");
      assertThat(explanations.of(question).state()).isEqualTo("none");

      explanations.begin(question);

      await().until(() -> explanations.of(question).isOver());
      Explanation explanation = explanations.of(question);
      assertThat(explanation.state()).isEqualTo("done");
      assertThat(explanation.label()).hasValue("cat");
      assertThat(explanation.heat().orElseThrow()).hasNumberOfRows(Occlusion.PARTS);
      assertThat(explanation.nearest()).as("not exported here: no features").isEmpty();
      assertThat(explanations.begin(question)).isSameAs(explanation);
    }
  }

  @Test
  void shouldSayWhyItCannotExplain() {
    goOn.countDown();
    Question gone = new Question(PICTURE, Optional.empty(), "v1");
    Question another = new Question(PICTURE, Optional.of("0".repeat(64)), "v1");
    try (Explanations explanations = explanations(Optional.empty())) {
      explanations.begin(gone);
      await().until(() -> explanations.of(gone).isOver());
      assertThat(explanations.of(gone).fault()).hasValue("the image is no longer there: expired");
    }
    try (Explanations explanations = explanations(Optional.of(RED))) {
      explanations.begin(another);
      await().until(() -> explanations.of(another).isOver());
      assertThat(explanations.of(another).fault()).hasValue("another image lies there by now");
    }
  }

  @Test
  void shouldSayThatItCannotLoadVersionsOnThisSystem() {
    goOn.countDown();
    Question question = new Question(PICTURE, Optional.empty(), "v1");
    try (Explanations explanations =
        explanations(
            Optional.of(RED),
            () -> {
              throw new UnsatisfiedLinkError("no libonnxruntime");
            })) {
      for (int i = 0; i < 2; i++) {
        explanations.begin(question);
        await().until(() -> explanations.of(question).isOver());
        assertThat(explanations.of(question).fault().orElseThrow()).contains("no libonnxruntime");
      }
    }
  }

  @Test
  void shouldCancelWhatIsUnderWay() {
    try (Explanations explanations = explanations(Optional.of(RED))) {
      Question question = new Question(PICTURE, Optional.empty(), "v1");
      explanations.begin(question);
      explanations.cancel(question);
      goOn.countDown();
      await().until(() -> explanations.of(question).isOver());
      assertThat(explanations.of(question).state()).isEqualTo("cancelled");
      explanations.begin(question);
      await().until(() -> explanations.of(question).state().equals("done"));
    }
  }

  @Test
  void shouldRefuseAVersionThatTheHeapHasNoRoomFor() {
    ModelEvent.Announced large =
        new ModelEvent.Announced(
            "v9",
            "x",
            "0".repeat(64),
            94 << 20,
            List.of("cat"),
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH);

    WhyPages.requireRoom(large, 1L << 30);
    assertThatThrownBy(() -> WhyPages.requireRoom(large, 256 << 20))
        .hasMessageContaining("version v9 takes some 470 MiB")
        .hasMessageContaining("128 MiB");
  }

  private NearestExamples.Found find(NearestExamples nearest) {
    byte[] red = new byte[INPUT.bytesPerImage()];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = (byte) 255;
    }
    return nearest.find("base", new Graph(0, 0, true), INPUT, red, done -> {}, () -> false);
  }

  private Explanations explanations(Optional<byte[]> image) {
    return explanations(image, OneGraph::new);
  }

  private Explanations explanations(Optional<byte[]> image, Supplier<InferenceEngine> engines) {
    NearestExamples nobody =
        new NearestExamples((newest, atOnce, cancelled, receiver) -> {}, decoder, 1);
    return new Explanations(
        new Explainer(
            ExplanationsTest::artifact, () -> new OneImage(image), decoder, engines, nobody));
  }

  private static ModelArtifact artifact(String version) {
    byte[] onnx = {1, 2, 3};
    Manifest manifest =
        new Manifest(
            version,
            List.of("cat", "dog"),
            INPUT,
            Normalisation.IMAGENET,
            "mobilenetv2",
            Optional.empty(),
            "0",
            Map.of(),
            Instant.EPOCH,
            Sha256.of(onnx),
            onnx.length);
    return new ModelArtifact(manifest, onnx);
  }

  private static Example example(long offset, String label, int colour) {
    return new Example(
        label,
        label,
        new ImagePointer("training-set", 0, offset),
        PngImages.ofColour(SIDE, colour));
  }
}
