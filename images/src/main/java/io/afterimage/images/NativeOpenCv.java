package io.afterimage.images;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import org.opencv.core.Core;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads OpenCV's native libraries once per process. They are unpacked once, into {@code
 * .cache/afterimage} of the user's home, where all processes share them; a process that is killed
 * leaves nothing behind. Where there is no such folder, or no program may be loaded from it, they
 * are unpacked into a folder of {@code java.io.tmpdir} that is deleted as soon as they are loaded.
 *
 * <p>JavaCPP's own loader is not used: it loads the JNI glue of every OpenCV module as well, which
 * takes seconds at each start and 100 MB more of disk.
 */
public final class NativeOpenCv {

  private static final Logger log = LoggerFactory.getLogger(NativeOpenCv.class);

  /** What {@code libopencv_java.so} links to, each library after those that it needs itself. */
  private static final List<String> OPENBLAS =
      List.of("libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

  private static final List<String> OPENCV_MODULES =
      List.of(
          "core",
          "imgproc",
          "photo",
          "xphoto",
          "dnn",
          "dnn_superres",
          "img_hash",
          "saliency",
          "ml",
          "text",
          "phase_unwrapping",
          "flann",
          "features2d",
          "calib3d",
          "structured_light",
          "wechat_qrcode",
          "xfeatures2d",
          "imgcodecs",
          "video",
          "ximgproc",
          "objdetect",
          "aruco",
          "bgsegm",
          "bioinspired",
          "face",
          "tracking",
          "plot",
          "videoio");

  private static boolean loaded;

  private NativeOpenCv() {}

  /**
   * Returns when the libraries are loaded; safe from any thread.
   *
   * @throws IllegalStateException if they cannot be loaded on this machine
   */
  public static synchronized void load() {
    if (loaded) {
      return;
    }
    List<URL> packed = packed();
    if (!loadCached(packed)) {
      loadTemporary(packed);
    }
    // Callers decode many images side by side; threads within one image would only compete.
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
    String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
    Path file = cache.resolve("%08x-%s".formatted(entry.getCrc(), name));
    if (!Files.exists(file) || Files.size(file) != entry.getSize()) {
      Files.createDirectories(cache);
      Path part = Files.createTempFile(cache, name, ".part");
      try (InputStream content = connection.getInputStream()) {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return file;
  }

  private static List<URL> packed() {
    String architecture = System.getProperty("os.arch");
    String platform =
        switch (architecture) {
          case "amd64" -> "linux-x86_64";
          case "aarch64" -> "linux-arm64";
          default -> "linux-" + architecture;
        };
    List<URL> libraries = new ArrayList<>();
    for (String library : OPENBLAS) {
      libraries.add(resource("/org/bytedeco/openblas/" + platform + "/" + library));
    }
    String opencv = "/org/bytedeco/opencv/" + platform + "/libopencv_";
    String suffix = ".so." + Core.VERSION_MAJOR + Core.VERSION_MINOR;
    for (String module : OPENCV_MODULES) {
      libraries.add(resource(opencv + module + suffix));
    }
    libraries.add(resource(opencv + "java.so"));
    return libraries;
  }

  private static URL resource(String path) {
    URL resource = NativeOpenCv.class.getResource(path);
    if (resource == null || !System.getProperty("os.name").equals("Linux")) {
      throw new IllegalStateException(
          unloadable() + ": this build has no " + path.substring(1) + " for it");
    }
    return resource;
  }

  private static boolean loadCached(List<URL> packed) {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "afterimage");
    try {
      for (URL library : packed) {
        System.load(unpack(library, cache).toAbsolutePath().toString());
      }
      return true;
    } catch (IOException | UnsatisfiedLinkError e) {
      log.atInfo()
          .addKeyValue("cache", cache)
          .addKeyValue("fault", e.toString())
          .log("OpenCV is unpacked for this process only");
      return false;
    }
  }

  private static void loadTemporary(List<URL> packed) {
    try {
      Path folder = Files.createTempDirectory("afterimage-opencv");
      try {
        for (URL library : packed) {
          Path file = unpack(library, folder);
          System.load(file.toAbsolutePath().toString());
          // What is loaded stays loaded without its file.
          Files.delete(file);
        }
      } finally {
        empty(folder);
      }
    } catch (IOException | LinkageError failure) {
      throw new IllegalStateException(
          unloadable()
              + ": it needs glibc 2.35 or newer, and "
              + System.getProperty("java.io.tmpdir")
              + " (java.io.tmpdir) writable, with 90 MB free and without noexec",
          failure);
    }
  }

  private static void empty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static String unloadable() {
    return "OpenCV's native library cannot be loaded on "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch");
  }
}
