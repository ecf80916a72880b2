package io.afterimage.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.images.Decoded;
import io.afterimage.images.InputSpec;
import io.afterimage.images.RefusalReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TrainingSetReaderTest {

  private static final InputSpec INPUT = InputSpec.square(2);

  private final TrainingSetReader reader = new TrainingSetReader(TrainingSetReaderTest::decode, 2);

  /** An image whose pixels all have the value of its first byte; "broken" is none. */
  private static Decoded decode(byte[] encoded, InputSpec input) {
    if (new String(encoded, StandardCharsets.UTF_8).equals("broken")) {
      return new Decoded.Refused(RefusalReason.TRUNCATED, "ends at byte 6");
    }
    byte[] rgb = new byte[input.bytesPerImage()];
    Arrays.fill(rgb, encoded[0]);
    return new Decoded.Pixels(rgb);
  }

  @Test
  void shouldDecodeEveryImageIntoItsSplit() {
    TrainingSet set = read(images("a", "b", "c", "d"));

    assertThat(set.labels()).containsExactly("cats", "dogs");
    assertThat(set.of(Split.TRAIN))
        .extracting(DecodedImage::id)
        .containsExactly("cats/a", "cats/b", "dogs/c");
    assertThat(set.of(Split.TRAIN)).extracting(DecodedImage::label).containsExactly(0, 0, 1);
    assertThat(set.of(Split.VALIDATION)).extracting(DecodedImage::id).containsExactly("dogs/d");
    assertThat(set.of(Split.TEST)).isEmpty();
    assertThat(set.of(Split.TRAIN).get(1).rgb()).hasSize(12).containsOnly('b');
  }

  @Test
  void shouldDecodeAnewWhatDoesNotFitIntoMemoryAndGiveTheSamePixels() {
    Dataset dataset = Dataset.of("test", images("a", "b", "c", "d"), 1);
    TrainingSetReader small =
        new TrainingSetReader(TrainingSetReaderTest::decode, 2, new ImageMemory(4 * 12 - 1));

    TrainingSet anew = read(small, dataset);
    TrainingSet kept = read(reader, dataset);

    assertThat(small.need(dataset, INPUT).fits()).isFalse();
    assertThat(small.need(dataset, INPUT).text()).startsWith("4 images take 0.0 MiB decoded");
    assertThat(anew.fingerprint()).isEqualTo(kept.fingerprint());
    DecodedImage first = anew.of(Split.TRAIN).get(0);
    assertThat(first.rgb()).isEqualTo(kept.of(Split.TRAIN).get(0).rgb());
    assertThat(first.rgb()).as("not kept").isNotSameAs(first.rgb());
    assertThat(kept.of(Split.TRAIN).get(0).rgb()).isSameAs(kept.of(Split.TRAIN).get(0).rgb());
  }

  @Test
  void shouldRefuseAnImageThatChangesWhileItIsLearned() {
    AtomicReference<String> content = new AtomicReference<>("a");
    List<LabelledImage> images = images("a", "b", "c", "d");
    images.set(
        0,
        new LabelledImage(
            "cats/a",
            "cats",
            Split.TRAIN,
            () -> {
              if (content.get().isEmpty()) {
                throw new IOException("no such file");
              }
              return content.get().getBytes(StandardCharsets.UTF_8);
            }));
    TrainingSetReader small =
        new TrainingSetReader(TrainingSetReaderTest::decode, 2, new ImageMemory(0));
    DecodedImage first = read(small, Dataset.of("test", images, 1)).of(Split.TRAIN).get(0);
    assertThat(first.rgb()).containsOnly('a');

    content.set("z");
    assertThatThrownBy(first::rgb)
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("cats/a", "changed");
    content.set("");
    assertThatThrownBy(first::rgb)
        .isInstanceOf(DatasetException.class)
        .hasMessageContainingAll("cats/a", "no such file");
  }

  private static TrainingSet read(TrainingSetReader reader, Dataset dataset) {
    return reader.read(dataset, INPUT, TrainingSetReader.Progress.NONE, () -> false);
  }

  @Test
  void shouldSkipAndNameWhatCannotBeReadOrDecoded() {
    List<LabelledImage> images = images("a", "b", "c", "d");
    images.add(image("cats/broken", "cats", Split.TRAIN, "broken"));
    images.add(
        new LabelledImage(
            "dogs/gone",
            "dogs",
            Split.TRAIN,
            () -> {
              throw new IOException("permission denied");
            }));

    TrainingSet set = read(images);

    assertThat(set.of(Split.TRAIN)).hasSize(3);
    assertThat(set.skipped())
        .extracting(SkippedImage::id, SkippedImage::reason)
        .satisfiesExactly(
            first ->
                assertThat(first.toList())
                    .containsExactly("cats/broken", "truncated: ends at byte 6"),
            second -> assertThat(second.toList().get(1).toString()).contains("permission denied"));
  }

  @Test
  void shouldGiveTheSameFingerprintInAnyOrder() {
    List<LabelledImage> shuffled = images("a", "b", "c", "d");
    Collections.reverse(shuffled);

    assertThat(read(shuffled).fingerprint())
        .hasSize(64)
        .isEqualTo(read(images("a", "b", "c", "d")).fingerprint());
  }

  @Test
  void shouldChangeTheFingerprintWithTrainingImagesOnly() {
    String fingerprint = read(images("a", "b", "c", "d")).fingerprint();

    assertThat(read(images("A", "b", "c", "d")).fingerprint()).isNotEqualTo(fingerprint);
    assertThat(read(images("a", "b", "c", "D")).fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void shouldReportProgressForEachImage() {
    List<String> progress = new ArrayList<>();

    reader.read(
        Dataset.of("test", images("a", "b", "c", "d"), 1),
        INPUT,
        (done, total) -> progress.add(done + "/" + total),
        () -> false);

    assertThat(progress).containsExactly("1/4", "2/4", "3/4", "4/4");
  }

  @Test
  void shouldStopWhenCancelled() {
    Dataset dataset = Dataset.of("test", images("a", "b", "c", "d"), 1);
    int[] asked = new int[1];

    assertThatThrownBy(
            () ->
                reader.read(dataset, INPUT, TrainingSetReader.Progress.NONE, () -> ++asked[0] == 3))
        .isInstanceOf(CancellationException.class);
    assertThat(asked[0]).isEqualTo(3);
  }

  @Test
  void shouldSayWhichClassHasNothingLeftToTrainWith() {
    assertThatThrownBy(() -> read(images("a", "b", "broken", "d")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("class dogs has no usable image to train with")
        .hasMessageContaining("1 could not be used, the first is dogs/c (truncated");
    assertThatThrownBy(() -> read(images("a", "b", "c", "broken")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no usable image to validate with");
  }

  private TrainingSet read(List<LabelledImage> images) {
    return reader.read(
        Dataset.of("test", images, 1), INPUT, TrainingSetReader.Progress.NONE, () -> false);
  }

  private static List<LabelledImage> images(String a, String b, String c, String d) {
    return new ArrayList<>(
        List.of(
            image("cats/a", "cats", Split.TRAIN, a),
            image("cats/b", "cats", Split.TRAIN, b),
            image("dogs/c", "dogs", Split.TRAIN, c),
            image("dogs/d", "dogs", Split.VALIDATION, d)));
  }

  private static LabelledImage image(String id, String label, Split split, String content) {
    return new LabelledImage(id, label, split, () -> content.getBytes(StandardCharsets.UTF_8));
  }
}
