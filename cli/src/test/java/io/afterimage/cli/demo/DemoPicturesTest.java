package io.afterimage.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.Decoded;
import io.afterimage.images.InputSpec;
import io.afterimage.images.PictureDecoder;
import io.afterimage.images.PictureLimits;
import io.afterimage.images.RefusalReason;
import io.afterimage.training.dataset.LabelledPicture;
import io.afterimage.training.dataset.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPicturesTest {

  @TempDir static Path folder;

  private static DemoPictures pictures;

  private final PictureDecoder decoder = new PictureDecoder(PictureLimits.DEFAULT);

  @BeforeAll
  static void unpack() {
    pictures = DemoPictures.shipped(folder.resolve("pictures"), 10);
  }

  @Test
  void shouldShipTenClassesWithTwoHundredToLearnAndAHundredToTest() {
    assertThat(pictures.labels()).hasSize(10).contains("ankle-boot", "trouser");
    assertThat(pictures.toLabel()).hasSize(1900);
    assertThat(pictures.toMeasure()).hasSize(1000).doesNotHaveDuplicates();
    assertThat(folder.resolve("pictures/LICENCE.txt")).content().contains("Zalando SE");
  }

  @Test
  void shouldLearnFirstFromAFewOfEachClass() {
    assertThat(pictures.first().sizes())
        .isEqualTo(Map.of(Split.TRAIN, 100L, Split.VALIDATION, 100L));
    assertThat(
            pictures.first().pictures().stream()
                .filter(picture -> picture.split() == Split.TRAIN)
                .collect(Collectors.groupingBy(LabelledPicture::label, Collectors.counting()))
                .values())
        .containsOnly(10L);
  }

  @Test
  void shouldMeasureByPicturesThatNobodyLabels() {
    Set<String> measured = ids(pictures.toMeasure());

    assertThat(ids(pictures.toLabel())).doesNotContainAnyElementsOf(measured);
    assertThat(ids(pictures.few())).doesNotContainAnyElementsOf(measured);
    assertThat(ids(pictures.toLabel()))
        .doesNotContainAnyElementsOf(
            ids(pictures.few().stream().filter(p -> p.split() == Split.TRAIN).toList()));
  }

  @Test
  void shouldStreamInMixedOrder() {
    assertThat(pictures.toMeasure().stream().limit(50).map(LabelledPicture::label).distinct())
        .hasSizeGreaterThan(5);
    assertThat(pictures.toLabel().stream().limit(50).map(LabelledPicture::label).distinct())
        .hasSizeGreaterThan(5);
  }

  @Test
  void shouldMeasureByValidationPicturesWhereThereIsNoTest(@TempDir Path own) throws IOException {
    for (String label : List.of("cat", "dog")) {
      Files.createDirectories(own.resolve(label));
      for (int i = 0; i < 30; i++) {
        Files.write(own.resolve(label).resolve(i + ".png"), new byte[] {1});
      }
    }

    DemoPictures few = DemoPictures.in(own, 100);

    assertThat(few.toMeasure())
        .isNotEmpty()
        .allMatch(picture -> picture.split() == Split.VALIDATION);
    assertThat(ids(few.toLabel())).doesNotContainAnyElementsOf(ids(few.toMeasure()));
    assertThat(few.toLabel()).isNotEmpty();
    assertThat(few.verified()).isFalse();
    assertThat(pictures.verified()).isTrue();
  }

  @Test
  void shouldUnpackOnlyOnce() {
    assertThat(ids(DemoPictures.shipped(folder.resolve("pictures"), 10).toMeasure()))
        .isEqualTo(ids(pictures.toMeasure()));
  }

  @Test
  void shouldMakeFilesThatAreBrokenInTheWayTheyClaim() throws IOException {
    byte[] good = pictures.toMeasure().get(0).source().read();
    Map<String, RefusalReason> reasons = new LinkedHashMap<>();
    BrokenFiles.make(good)
        .forEach(
            (name, bytes) -> {
              Decoded decoded = decoder.decode(bytes, InputSpec.square(96));
              assertThat(decoded).as(name).isInstanceOf(Decoded.Refused.class);
              reasons.put(name, ((Decoded.Refused) decoded).reason());
            });

    assertThat(reasons)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "not-found.jpg", RefusalReason.NOT_A_PICTURE,
                "cut-off.png", RefusalReason.TRUNCATED,
                "empty.png", RefusalReason.EMPTY,
                "bomb.png", RefusalReason.TOO_MANY_PIXELS,
                "notes.txt", RefusalReason.NOT_A_PICTURE));
    assertThat(decoder.decode(good, InputSpec.square(96))).isInstanceOf(Decoded.Pixels.class);
  }

  private static Set<String> ids(List<LabelledPicture> pictures) {
    return pictures.stream().map(LabelledPicture::id).collect(Collectors.toSet());
  }
}
