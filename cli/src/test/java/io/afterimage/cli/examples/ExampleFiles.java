package io.afterimage.cli.examples;

import io.afterimage.testkit.PngImages;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/** What the commands of the page expect in the folder that they are typed in. */
final class ExampleFiles {

  static final List<String> IMAGES = List.of("cats/1.jpg", "cats/2.jpg", "dogs/1.jpg");
  static final String NO_IMAGE = "notes.txt";

  /** When the photos were. */
  static final Instant TAKEN = Instant.parse("2026-02-03T04:05:06Z");

  /** Two seconds of 10 frames each. */
  static final String VIDEO_MAKER =
      """
      import cv2, numpy
      video = cv2.VideoWriter("visit.mp4", cv2.VideoWriter_fourcc(*"mp4v"), 10, (64, 64))
      for i in range(20):
          video.write(numpy.full((64, 64, 3), 10 * i, numpy.uint8))
      video.release()
      """;

  private static final Path BUILT = Path.of("..", "target", "examples");

  private ExampleFiles() {}

  /**
   * Lays photos, the examples themselves, and what {@code examples/install} has installed.
   *
   * @param target made anew
   * @return its absolute path
   */
  static Path lay(Path target) throws IOException {
    Path folder = target.toAbsolutePath();
    if (Files.exists(folder)) {
      PathUtils.deleteDirectory(folder);
    }
    layPhotos(folder);
    link(folder.resolve("examples"), ExamplePage.FOLDER);
    Path built = Files.createDirectories(folder.resolve("target/examples"));
    link(built.resolve("python"), BUILT.resolve("python"));
    layLibraries(Files.createDirectories(built.resolve("java")));
    return folder;
  }

  /** Through links, as data sets often have them: the folder itself, and one of its files. */
  private static void layPhotos(Path folder) throws IOException {
    Path album = Files.createDirectories(folder.resolve("album"));
    link(folder.resolve("photos"), album);
    for (int i = 0; i < IMAGES.size(); i++) {
      write(album.resolve(IMAGES.get(i)), PngImages.ofClass(32, i, i));
    }
    write(album.resolve(NO_IMAGE), "what I have seen".getBytes(StandardCharsets.UTF_8));
    Path elsewhere = folder.resolve("elsewhere");
    Path linked = album.resolve(IMAGES.get(1));
    Files.move(linked, elsewhere);
    link(linked, elsewhere);
  }

  /** As the pom.xml of the examples in Java has them, in the versions of this build. */
  private static void layLibraries(Path folder) throws IOException {
    List<Path> libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(
                path ->
                    path.getFileName()
                        .toString()
                        .matches("(kafka-clients|jackson-[a-z]+|slf4j-api)-[\\d.]+\\.jar"))
            .toList();
    for (Path library : libraries) {
      link(folder.resolve(library.getFileName()), library);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(TAKEN));
  }

  private static void link(Path link, Path target) throws IOException {
    Files.createSymbolicLink(link, target.toAbsolutePath().normalize());
  }
}
