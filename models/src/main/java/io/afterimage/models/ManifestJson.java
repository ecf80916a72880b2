package io.afterimage.models;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;

/** The manifest as JSON, by the rules of events: unknown fields are ignored. */
public final class ManifestJson {

  private ManifestJson() {}

  public static byte[] write(Manifest manifest) {
    return EventJson.write(manifest);
  }

  /** Reads a manifest that is expected to be of that version; the place is for the message. */
  public static Manifest read(byte[] json, String version, String place) {
    Manifest manifest = read(json, place);
    if (!manifest.version().equals(version)) {
      throw new CorruptArtifactException(
          "the manifest in %s is of version %s, expected is %s"
              .formatted(place, manifest.version(), version));
    }
    return manifest;
  }

  public static Manifest read(byte[] json, String place) {
    try {
      return EventJson.read(json, Manifest.class);
    } catch (MalformedEventException e) {
      throw new CorruptArtifactException(
          "the manifest in %s cannot be read: %s".formatted(place, e.getMessage()), e);
    }
  }
}
