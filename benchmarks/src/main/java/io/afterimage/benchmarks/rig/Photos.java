package io.afterimage.benchmarks.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** Encoded images of a folder, in memory; counted on beyond their end from the start again. */
public final class Photos {

  private static final long SEED = 42;

  private final List<byte[]> files;

  private Photos(List<byte[]> files) {
    this.files = List.copyOf(files);
  }

  /**
   * Reads JPEG, PNG and WebP files, from folders inside the folder too, in the same shuffled order
   * each time.
   *
   * @param most no more than these
   * @throws IllegalArgumentException where there is none
   */
  public static Photos read(Path folder, int most) {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> paths = new ArrayList<>(tree.filter(Photos::isImage).sorted().toList());
      if (paths.isEmpty()) {
        throw new IllegalArgumentException(folder + " holds no .jpg, .jpeg, .png or .webp files");
      }
      Collections.shuffle(paths, new Random(SEED));
      List<byte[]> files = new ArrayList<>();
      for (Path path : paths.subList(0, Math.min(most, paths.size()))) {
        files.add(Files.readAllBytes(path));
      }
      return new Photos(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** These, in their order. */
  public static Photos of(List<byte[]> files) {
    return new Photos(files);
  }

  /** Each of them once. */
  public List<byte[]> all() {
    return files;
  }

  /** How many there are. */
  public int distinct() {
    return files.size();
  }

  /** The mean size of one in bytes. */
  public long meanBytes() {
    return files.stream().mapToLong(file -> file.length).sum() / files.size();
  }

  /** One of them, for any index from 0. */
  public byte[] get(int index) {
    return files.get(index % files.size());
  }

  private static boolean isImage(Path path) {
    return Files.isRegularFile(path)
        && path.getFileName().toString().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|webp)");
  }
}
