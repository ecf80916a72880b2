package io.afterimage.cli.fetch;

import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/**
 * Published files, each fetched once. Beside each lies its SHA-256 as {@code sha256sum} writes it,
 * noted when it was fetched; a file that does not match any more is fetched again. An unfinished
 * transfer ends in {@code .part} and is continued by the next call.
 *
 * @param folder made when first needed
 * @param transfer brings the bytes
 */
public record FileCache(Path folder, Transfer transfer) {

  private static final String CHECKSUM = ".sha256";
  private static final String UNFINISHED = ".part";

  /** Where files are kept unless told otherwise: {@code $XDG_CACHE_HOME} or {@code ~/.cache}. */
  public static Path usualFolder(Map<String, String> environment) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        configured.isBlank()
            ? Path.of(environment.getOrDefault("HOME", "."), ".cache")
            : Path.of(configured);
    return caches.resolve("afterimage");
  }

  /**
   * The file, from the cache or from where it is published.
   *
   * @throws CommandFailure when it cannot be fetched, is too large, or is not what its publisher
   *     says
   * @throws java.util.concurrent.CancellationException when cancelled; what has come is kept
   */
  public Path get(RemoteFile file, FetchProgress progress, BooleanSupplier cancelled) {
    Path target = folder.resolve(file.name());
    try {
      if (isWhole(target)) {
        return target;
      }
      Files.createDirectories(folder);
      Path unfinished = folder.resolve(file.name() + UNFINISHED);
      transfer.run(file, unfinished, progress, cancelled);
      requirePublished(file, unfinished);
      String line = sha256(unfinished) + "  " + file.name() + "\n";
      Files.writeString(checksum(target), line);
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      return target;
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot fetch %s into %s: %s. The partial download is kept, and the same command resumes it"
              .formatted(file.address(), folder, Transfer.reason(e)),
          e);
    }
  }

  /**
   * Deletes the file that {@link #get} returned, and its checksum: its reader found it corrupt. The
   * next call fetches it again.
   *
   * @throws CommandFailure when it cannot be deleted
   */
  public void discard(RemoteFile file) {
    Path target = folder.resolve(file.name());
    try {
      Files.deleteIfExists(checksum(target));
      Files.deleteIfExists(target);
    } catch (IOException e) {
      throw new CommandFailure("cannot delete %s: %s".formatted(target, e), e);
    }
  }

  private static boolean isWhole(Path target) throws IOException {
    Path checksum = checksum(target);
    return Files.isRegularFile(target)
        && Files.isRegularFile(checksum)
        && Files.readString(checksum).startsWith(sha256(target));
  }

  private static void requirePublished(RemoteFile file, Path unfinished) throws IOException {
    if (file.md5().isEmpty()) {
      return;
    }
    String actual = new DigestUtils(MessageDigestAlgorithms.MD5).digestAsHex(unfinished);
    if (!actual.equals(file.md5().get())) {
      Files.delete(unfinished);
      throw new CommandFailure(
          "%s has the MD5 %s, its publisher says %s: it was discarded; try again"
              .formatted(file.address(), actual, file.md5().get()));
    }
  }

  private static String sha256(Path file) throws IOException {
    return new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file);
  }

  private static Path checksum(Path target) {
    return target.resolveSibling(target.getFileName() + CHECKSUM);
  }
}
