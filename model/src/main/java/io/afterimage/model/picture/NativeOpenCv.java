package io.afterimage.model.picture;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.ZipEntry;
import nu.pattern.OpenCV;
import org.opencv.core.Core;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads OpenCV's native library once per process. On Linux it is unpacked once, into {@code
 * .cache/afterimage} of the user's home, where all processes share it; a process that is killed
 * leaves nothing behind. Where there is no such folder, or no program may be loaded from it, the
 * library is unpacked into a folder of {@code java.io.tmpdir}, which goes away when the process
 * ends in order.
 */
public final class NativeOpenCv {

  private static final Logger log = LoggerFactory.getLogger(NativeOpenCv.class);
  private static final String RESOURCE = "/nu/pattern/opencv/linux/%s/" + library();

  private static boolean loaded;

  private NativeOpenCv() {}

  /**
   * Returns when the library is loaded; safe from any thread.
   *
   * @throws IllegalStateException if it cannot be loaded on this machine
   */
  public static synchronized void load() {
    if (loaded) {
      return;
    }
    if (!loadCached()) {
      loadTemporary();
    }
    // Callers decode many pictures side by side; threads within one picture would only compete.
    Core.setNumThreads(1);
    loaded = true;
  }

  /**
   * The library's file in the cache, unpacked if it was not there. Its name holds the checksum of
   * its content, so versions do not meet; it appears whole, so processes may start side by side.
   */
  static Path unpack(URL packed, Path cache) throws IOException {
    URLConnection connection = packed.openConnection();
    if (!(connection instanceof JarURLConnection jar)) {
      throw new IOException(packed + " is not in a jar");
    }
    ZipEntry entry = jar.getJarEntry();
    Path file = cache.resolve("%08x-%s".formatted(entry.getCrc(), library()));
    if (!Files.exists(file) || Files.size(file) != entry.getSize()) {
      Files.createDirectories(cache);
      Path part = Files.createTempFile(cache, library(), ".part");
      try (InputStream content = connection.getInputStream()) {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return file;
  }

  private static boolean loadCached() {
    Optional<URL> packed = packed();
    if (packed.isEmpty()) {
      return false;
    }
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "afterimage");
    try {
      System.load(unpack(packed.get(), cache).toAbsolutePath().toString());
      return true;
    } catch (IOException | UnsatisfiedLinkError e) {
      log.atInfo()
          .addKeyValue("cache", cache)
          .addKeyValue("fault", e.toString())
          .log("OpenCV is unpacked for this process alone");
      return false;
    }
  }

  private static Optional<URL> packed() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    String folder =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "ARMv8";
          default -> System.getProperty("os.arch");
        };
    return Optional.ofNullable(OpenCV.class.getResource(RESOURCE.formatted(folder)));
  }

  private static String library() {
    return System.mapLibraryName(Core.NATIVE_LIBRARY_NAME);
  }

  private static void loadTemporary() {
    try {
      OpenCV.loadLocally();
    } catch (RuntimeException | LinkageError failure) {
      throw new IllegalStateException(
          "OpenCV's native library cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + "; it needs a supported platform, and "
              + System.getProperty("java.io.tmpdir")
              + " (java.io.tmpdir) writable, with 70 MB free and without noexec",
          failure);
    }
  }
}
