package io.afterimage.cli.fetch;

import java.net.URI;
import java.util.Optional;

/**
 * A published file.
 *
 * @param address where it is
 * @param name what it is called in the cache
 * @param maxBytes more than this is refused
 * @param md5 what its publisher says, in lower-case hexadecimal, where it says so
 */
public record RemoteFile(URI address, String name, long maxBytes, Optional<String> md5) {

  /** Refuses a name that is a path. */
  public RemoteFile {
    if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
      throw new IllegalArgumentException("a file's name in the cache is no path: " + name);
    }
  }
}
