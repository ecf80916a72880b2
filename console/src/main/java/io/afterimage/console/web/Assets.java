package io.afterimage.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Files on the class path that a browser may have, by their path below /assets/. Thread-safe. */
final class Assets {

  /** Names that begin with a letter or digit: no way out of the folder, nothing hidden. */
  private static final Pattern PATH =
      Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*");

  /** Whose files lie in WebJars, with their version in the path. */
  private static final Pattern VERSIONED = Pattern.compile("(?:lit-html|uplot)/\\d[^/]*/.+");

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8",
          "svg", "image/svg+xml",
          "woff2", "font/woff2");

  private final Map<String, Asset> kept = new ConcurrentHashMap<>();

  /**
   * A file.
   *
   * @param etag changes with the content
   * @param isImmutable whether other content would have another path
   */
  record Asset(byte[] content, String type, String etag, boolean isImmutable) {}

  /** Looks a file up. */
  Optional<Asset> find(String path) {
    Asset known = kept.get(path);
    return known == null ? read(path) : Optional.of(known);
  }

  private Optional<Asset> read(String path) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null || !PATH.matcher(path).matches()) {
      return Optional.empty();
    }
    boolean versioned = VERSIONED.matcher(path).matches();
    URL file =
        Assets.class.getResource((versioned ? "/META-INF/resources/webjars/" : "/console/") + path);
    if (file == null) {
      return Optional.empty();
    }
    Asset asset = asset(file, type, versioned);
    if (!file.getProtocol().equals("file")) {
      // Beside the sources, a page that is worked on is read anew each time.
      kept.put(path, asset);
    }
    return Optional.of(asset);
  }

  private static Asset asset(URL file, String type, boolean versioned) {
    try (InputStream in = file.openStream()) {
      byte[] content = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      String etag = '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
      return new Asset(content, type, etag, versioned);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }
}
