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

  /** A picture whose pixels all have the value of its first byte; "broken" is none. */
  private static Decoded decode(byte[] encoded, InputSpec input) {
    if (new String(encoded, StandardCharsets.UTF_8).equals("broken")) {
      return new Decoded.Refused(RefusalReason.TRUNCATED, "ends at byte 6");
    }
    byte[] rgb = new byte[input.bytesPerPicture()];
    Arrays.fill(rgb, encoded[0]);
    return new Decoded.Pixels(rgb);
  }

  @Test
  void shouldDecodeEveryPictureIntoItsSplit() {
    TrainingSet set = read(pictures("a", "b", "c", "d"));

    assertThat(set.labels()).containsExactly("cats", "dogs");
    assertThat(set.of(Split.TRAIN))
        .extracting(DecodedPicture::id)
        .containsExactly("cats/a", "cats/b", "dogs/c");
    assertThat(set.of(Split.TRAIN)).extracting(DecodedPicture::label).containsExactly(0, 0, 1);
    assertThat(set.of(Split.VALIDATION)).extracting(DecodedPicture::id).containsExactly("dogs/d");
    assertThat(set.of(Split.TEST)).isEmpty();
    assertThat(set.of(Split.TRAIN).get(1).rgb()).hasSize(12).containsOnly('b');
  }

  @Test
  void shouldDecodeAnewWhatDoesNotFitIntoMemoryAndGiveTheSamePixels() {
    Dataset dataset = Dataset.of("test", pictures("a", "b", "c", "d"), 1);
    TrainingSetReader small =
        new TrainingSetReader(TrainingSetReaderTest::decode, 2, new PictureMemory(4 * 12 - 1));

    TrainingSet anew = read(small, dataset);
    TrainingSet kept = read(reader, dataset);

    assertThat(small.need(dataset, INPUT).fits()).isFalse();
    assertThat(small.need(dataset, INPUT).text()).startsWith("4 images take 0.0 MiB decoded");
    assertThat(anew.fingerprint()).isEqualTo(kept.fingerprint());
    DecodedPicture first = anew.of(Split.TRAIN).get(0);
    assertThat(first.rgb()).isEqualTo(kept.of(Split.TRAIN).get(0).rgb());
    assertThat(first.rgb()).as("not kept").isNotSameAs(first.rgb());
    assertThat(kept.of(Split.TRAIN).get(0).rgb()).isSameAs(kept.of(Split.TRAIN).get(0).rgb());
  }

  @Test
  void shouldRefuseAPictureThatChangesWhileItIsLearned() {
    AtomicReference<String> content = new AtomicReference<>("a");
    List<LabelledPicture> pictures = pictures("a", "b", "c", "d");
    pictures.set(
        0,
        new LabelledPicture(
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
        new TrainingSetReader(TrainingSetReaderTest::decode, 2, new PictureMemory(0));
    DecodedPicture first = read(small, Dataset.of("test", pictures, 1)).of(Split.TRAIN).get(0);
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
    List<LabelledPicture> pictures = pictures("a", "b", "c", "d");
    pictures.add(picture("cats/broken", "cats", Split.TRAIN, "broken"));
    pictures.add(
        new LabelledPicture(
            "dogs/gone",
            "dogs",
            Split.TRAIN,
            () -> {
              throw new IOException("permission denied");
            }));

    TrainingSet set = read(pictures);

    assertThat(set.of(Split.TRAIN)).hasSize(3);
    assertThat(set.skipped())
        .extracting(SkippedPicture::id, SkippedPicture::reason)
        .satisfiesExactly(
            first ->
                assertThat(first.toList())
                    .containsExactly("cats/broken", "truncated: ends at byte 6"),
            second -> assertThat(second.toList().get(1).toString()).contains("permission denied"));
  }

  @Test
  void shouldGiveTheSameFingerprintInAnyOrder() {
    List<LabelledPicture> shuffled = pictures("a", "b", "c", "d");
    Collections.reverse(shuffled);

    assertThat(read(shuffled).fingerprint())
        .hasSize(64)
        .isEqualTo(read(pictures("a", "b", "c", "d")).fingerprint());
  }

  @Test
  void shouldChangeTheFingerprintWithTrainingPicturesOnly() {
    String fingerprint = read(pictures("a", "b", "c", "d")).fingerprint();

    assertThat(read(pictures("A", "b", "c", "d")).fingerprint()).isNotEqualTo(fingerprint);
    assertThat(read(pictures("a", "b", "c", "D")).fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void shouldReportProgressForEachPicture() {
    List<String> progress = new ArrayList<>();

    reader.read(
        Dataset.of("test", pictures("a", "b", "c", "d"), 1),
        INPUT,
        (done, total) -> progress.add(done + "/" + total),
        () -> false);

    assertThat(progress).containsExactly("1/4", "2/4", "3/4", "4/4");
  }

  @Test
  void shouldStopWhenCancelled() {
    Dataset dataset = Dataset.of("test", pictures("a", "b", "c", "d"), 1);
    int[] asked = new int[1];

    assertThatThrownBy(
            () ->
                reader.read(dataset, INPUT, TrainingSetReader.Progress.NONE, () -> ++asked[0] == 3))
        .isInstanceOf(CancellationException.class);
    assertThat(asked[0]).isEqualTo(3);
  }

  @Test
  void shouldSayWhichClassHasNothingLeftToTrainWith() {
    assertThatThrownBy(() -> read(pictures("a", "b", "broken", "d")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("class dogs has no usable picture to train with")
        .hasMessageContaining("1 could not be used, the first is dogs/c (truncated");
    assertThatThrownBy(() -> read(pictures("a", "b", "c", "broken")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no usable picture to validate with");
  }

  private TrainingSet read(List<LabelledPicture> pictures) {
    return reader.read(
        Dataset.of("test", pictures, 1), INPUT, TrainingSetReader.Progress.NONE, () -> false);
  }

  private static List<LabelledPicture> pictures(String a, String b, String c, String d) {
    return new ArrayList<>(
        List.of(
            picture("cats/a", "cats", Split.TRAIN, a),
            picture("cats/b", "cats", Split.TRAIN, b),
            picture("dogs/c", "dogs", Split.TRAIN, c),
            picture("dogs/d", "dogs", Split.VALIDATION, d)));
  }

  private static LabelledPicture picture(String id, String label, Split split, String content) {
    return new LabelledPicture(id, label, split, () -> content.getBytes(StandardCharsets.UTF_8));
  }
}
