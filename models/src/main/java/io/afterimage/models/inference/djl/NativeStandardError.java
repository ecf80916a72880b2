package io.afterimage.models.inference.djl;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Keeps lines off standard error that native code writes there past Java: they would break what
 * people and programs read from it. Takes file descriptor 2 for the time of one call; what others
 * write meanwhile comes out afterwards.
 */
final class NativeStandardError {

  private static final int STANDARD_ERROR = 2;
  private static final int WRITE_ONLY = 1;

  private NativeStandardError() {}

  /** What is needed of the C library. */
  interface CLibrary extends Library {

    /** Another descriptor of the same file. */
    int dup(int descriptor);

    /** Makes the second descriptor one of the first one's file. */
    int dup2(int descriptor, int target);

    /** Opens a file. */
    int open(String path, int flags);

    /** Closes a descriptor. */
    int close(int descriptor);

    /** Writes {@code count} bytes. */
    long write(int descriptor, byte[] bytes, long count);
  }

  /**
   * Runs on the calling thread.
   *
   * @param unwanted the lines to keep off standard error
   * @return those lines; none where there is no such C library, and they were not kept off
   */
  static synchronized List<String> without(Predicate<String> unwanted, Runnable work) {
    CLibrary c;
    Path caught;
    try {
      c = Native.load("c", CLibrary.class);
      caught = Files.createTempFile("afterimage-", ".stderr");
    } catch (UnsatisfiedLinkError | IOException cannotBeCaught) {
      work.run();
      return List.of();
    }
    try {
      redirected(c, caught, work);
    } finally {
      lines(caught).stream().filter(unwanted.negate()).forEach(line -> passOn(c, line));
    }
    List<String> kept = lines(caught).stream().filter(unwanted).toList();
    caught.toFile().deleteOnExit();
    return kept;
  }

  /** Not through Java's own stream, which a line of another thread may be under way in. */
  private static void passOn(CLibrary c, String line) {
    byte[] bytes = (line + System.lineSeparator()).getBytes(Charset.defaultCharset());
    c.write(STANDARD_ERROR, bytes, bytes.length);
  }

  private static void redirected(CLibrary c, Path target, Runnable work) {
    int original = c.dup(STANDARD_ERROR);
    int file = c.open(target.toString(), WRITE_ONLY);
    if (original >= 0 && file >= 0) {
      c.dup2(file, STANDARD_ERROR);
    }
    try {
      work.run();
    } finally {
      if (original >= 0 && file >= 0) {
        c.dup2(original, STANDARD_ERROR);
      }
      c.close(file);
      c.close(original);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, Charset.defaultCharset());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what native code said", e);
    }
  }
}
