package io.afterimage.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.images.RefusalReason;
import io.afterimage.training.dataset.LabelledImage;
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

class DemoImagesTest {

  @TempDir static Path folder;

  private static DemoImages images;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @BeforeAll
  static void unpack() {
    images = DemoImages.shipped(folder.resolve("pictures"), 10);
  }

  @Test
  void shouldShipTenClassesWithTwoHundredToLearnAndAHundredToTest() {
    assertThat(images.labels()).hasSize(10).contains("ankle-boot", "trouser");
    assertThat(images.toLabel()).hasSize(1900);
    assertThat(images.toMeasure()).hasSize(1000).doesNotHaveDuplicates();
    assertThat(folder.resolve("pictures/LICENCE.txt")).content().contains("Zalando SE");
  }

  @Test
  void shouldLearnFirstFromAFewOfEachClass() {
    assertThat(images.first().sizes()).isEqualTo(Map.of(Split.TRAIN, 100L, Split.VALIDATION, 100L));
    assertThat(
            images.first().images().stream()
                .filter(image -> image.split() == Split.TRAIN)
                .collect(Collectors.groupingBy(LabelledImage::label, Collectors.counting()))
                .values())
        .containsOnly(10L);
  }

  @Test
  void shouldMeasureByImagesThatNobodyLabels() {
    Set<String> measured = ids(images.toMeasure());

    assertThat(ids(images.toLabel())).doesNotContainAnyElementsOf(measured);
    assertThat(ids(images.few())).doesNotContainAnyElementsOf(measured);
    assertThat(ids(images.toLabel()))
        .doesNotContainAnyElementsOf(
            ids(images.few().stream().filter(p -> p.split() == Split.TRAIN).toList()));
  }

  @Test
  void shouldStreamInMixedOrder() {
    assertThat(images.toMeasure().stream().limit(50).map(LabelledImage::label).distinct())
        .hasSizeGreaterThan(5);
    assertThat(images.toLabel().stream().limit(50).map(LabelledImage::label).distinct())
        .hasSizeGreaterThan(5);
  }

  @Test
  void shouldMeasureByValidationImagesWhereThereIsNoTest(@TempDir Path own) throws IOException {
    for (String label : List.of("train/cat", "train/dog", "validation/cat", "validation/dog")) {
      Files.createDirectories(own.resolve(label));
      for (int i = 0; i < 30; i++) {
        Files.write(own.resolve(label).resolve(i + ".png"), new byte[] {1});
      }
    }

    DemoImages few = DemoImages.in(own, 100);

    assertThat(few.toMeasure()).isNotEmpty().allMatch(image -> image.split() == Split.VALIDATION);
    assertThat(ids(few.toLabel())).doesNotContainAnyElementsOf(ids(few.toMeasure()));
    assertThat(few.toLabel()).isNotEmpty();
    assertThat(few.verified()).isFalse();
    assertThat(images.verified()).isTrue();
  }

  @Test
  void shouldUnpackOnlyOnce() {
    assertThat(ids(DemoImages.shipped(folder.resolve("pictures"), 10).toMeasure()))
        .isEqualTo(ids(images.toMeasure()));
  }

  @Test
  void shouldMakeFilesThatAreBrokenInTheWayTheyClaim() throws IOException {
    byte[] good = images.toMeasure().get(0).source().read();
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

  private static Set<String> ids(List<LabelledImage> images) {
    return images.stream().map(LabelledImage::id).collect(Collectors.toSet());
  }
}
