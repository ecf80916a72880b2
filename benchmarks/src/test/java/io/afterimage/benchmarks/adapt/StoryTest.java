package io.afterimage.benchmarks.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.benchmarks.adapt.Story.Lengths;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {

  private static final Lengths LENGTHS = new Lengths(20, 10, 30, 50);
  private static final int RED = 0xff2010;

  private final List<LabelledImage> images =
      IntStream.range(0, 300)
          .mapToObj(
              i ->
                  new LabelledImage(
                      "image-" + i, List.of("a", "b", "c").get(i % 3), Split.TRAIN, StoryTest::png))
          .toList();

  @Test
  void shouldUseEachImageOnce() {
    Story story = Story.of(Change.LIGHT, images, LENGTHS, Optional.empty(), 1);

    assertThat(story.first()).hasSize(20);
    assertThat(story.known()).hasSize(10);
    assertThat(story.stream()).hasSize(80);
    assertThat(story.fresh()).hasSize(190);
    assertThat(story.changed()).isEqualTo(30);
    assertThat(
            Stream.of(story.first(), story.known(), story.stream(), story.fresh())
                .flatMap(List::stream)
                .map(LabelledImage::id))
        .doesNotHaveDuplicates()
        .hasSize(300);
  }

  @Test
  void shouldChangeImagesFromTheChangeOn() throws IOException {
    Story story = Story.of(Change.LIGHT, images, LENGTHS, Optional.empty(), 1);

    assertThat(corner(story.stream().get(29))).isEqualTo(RED);
    assertThat(corner(story.stream().get(30))).isEqualTo(~RED & 0xffffff);
    assertThat(corner(story.fresh().get(0))).isEqualTo(~RED & 0xffffff);
    assertThat(corner(story.first().get(0))).isEqualTo(RED);
  }

  @Test
  void shouldTurnClockwiseAndDarken() throws IOException {
    BufferedImage turned = read(Change.ROTATION.changed(png()));
    BufferedImage dark = read(Change.DARK.changed(png()));

    assertThat(turned.getWidth()).isEqualTo(3);
    assertThat(turned.getHeight()).isEqualTo(2);
    assertThat(turned.getRGB(2, 0) & 0xffffff).isEqualTo(RED);
    assertThat(dark.getRGB(0, 0) & 0xffffff).isEqualTo(0x3f0804);
  }

  @Test
  void shouldShowTheNewClassOnlyAfterTheChange() {
    Story story = Story.of(Change.NEW_CLASS, images, LENGTHS, Optional.of("c"), 1);

    assertThat(Stream.concat(story.first().stream(), story.stream().subList(0, 30).stream()))
        .noneMatch(image -> image.label().equals("c"));
    assertThat(story.stream().subList(30, 80)).anyMatch(image -> image.label().equals("c"));
    assertThat(story.fresh()).anyMatch(image -> image.label().equals("c"));
  }

  @Test
  void shouldRefuseAStoryThatIsLongerThanThereAreImages() {
    assertThatThrownBy(
            () -> Story.of(Change.LIGHT, images, new Lengths(50, 0, 100, 100), Optional.empty(), 1))
        .hasMessageContaining("300 images are too few");
  }

  @Test
  void shouldKeepAnOrderThatIsGiven(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("stream.csv"),
        "order,file,label,group\n1,x.png,7,s-1\n2,w.png,3,s-1\n3,v.png,7,s-2\n");

    Story story = Story.inOrder(folder, 1);

    assertThat(story.first()).extracting(LabelledImage::id).containsExactly("x.png");
    assertThat(story.stream()).extracting(LabelledImage::label).containsExactly("3", "7");
    assertThat(story.stream().get(1).group()).contains("s-2");
    assertThat(story.fresh()).isEmpty();
  }

  private static int corner(LabelledImage image) throws IOException {
    return read(image.source().read()).getRGB(0, 0) & 0xffffff;
  }

  private static BufferedImage read(byte[] encoded) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(encoded));
  }

  /** Two wide and three high, red in the upper left corner. */
  private static byte[] png() throws IOException {
    BufferedImage image = new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, RED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
