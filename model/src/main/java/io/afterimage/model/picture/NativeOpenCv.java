package io.afterimage.model.picture;

import nu.pattern.OpenCV;
import org.opencv.core.Core;

/**
 * Loads OpenCV's native library once per process. The library is unpacked from its jar into the
 * folder of {@code java.io.tmpdir} and removed when the process ends in order.
 */
public final class NativeOpenCv {

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
    // Callers decode many pictures side by side; threads within one picture would only compete.
    Core.setNumThreads(1);
    loaded = true;
  }
}
