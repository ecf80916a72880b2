package io.afterimage.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.model.InputSpec;
import io.afterimage.model.picture.Decoded;
import io.afterimage.model.picture.PictureDecoder;
import io.afterimage.model.picture.PictureLimits;
import io.afterimage.model.picture.RefusalReason;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.LabelledPicture;
import io.afterimage.trainer.dataset.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
    pictures = DemoPictures.shipped(folder.resolve("pictures"));
  }

  @Test
  void shouldShipTenClassesWithTwoHundredToLearnAndAHundredToTest() {
    Dataset dataset = pictures.dataset();

    assertThat(dataset.labels()).hasSize(10).contains("ankle-boot", "trouser");
    assertThat(dataset.pictures()).hasSize(3000);
    assertThat(dataset.sizes()).containsEntry(Split.TEST, 1000L);
    assertThat(folder.resolve("pictures/LICENCE.txt")).content().contains("Zalando SE");
  }

  @Test
  void shouldTakeTheSameNumberOfEachClassAndNeverATestPicture() {
    Dataset few = pictures.training(10, 5);

    assertThat(few.sizes()).isEqualTo(Map.of(Split.TRAIN, 100L, Split.VALIDATION, 50L));
    assertThat(
            few.pictures().stream()
                .filter(picture -> picture.split() == Split.TRAIN)
                .collect(Collectors.groupingBy(LabelledPicture::label, Collectors.counting()))
                .values())
        .containsOnly(10L);
  }

  @Test
  void shouldStreamEveryTestPictureOnceInMixedOrder() {
    assertThat(pictures.toStream()).hasSize(1000).doesNotHaveDuplicates();
    assertThat(pictures.toStream().stream().limit(50).map(LabelledPicture::label).distinct())
        .hasSizeGreaterThan(5);
  }

  @Test
  void shouldUnpackOnlyOnce() {
    assertThat(DemoPictures.shipped(folder.resolve("pictures")).dataset().sizes())
        .isEqualTo(pictures.dataset().sizes());
  }

  @Test
  void shouldMakeFilesThatAreBrokenInTheWayTheyClaim() throws IOException {
    byte[] good = pictures.toStream().get(0).source().read();
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
}
