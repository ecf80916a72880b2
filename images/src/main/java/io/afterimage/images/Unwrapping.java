package io.afterimage.images;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes an image out of what it is wrapped into, layer by layer. Only what was asked for is opened
 * as a whole; of anything else just the beginning is looked at, so that the refusal can say what is
 * inside. Has no state but its settings.
 */
final class Unwrapping {

  private static final int MOST_LAYERS = 4;
  private static final int PEEKED_BYTES = 4096;

  private static final Map<Wrapping, Wrapper> WRAPPERS = new EnumMap<>(Wrapping.class);

  static {
    WRAPPERS.put(Wrapping.BASE64, new Base64Text());
    WRAPPERS.put(Wrapping.JSON, new JsonText());
    WRAPPERS.put(Wrapping.CONFLUENT, new SchemaFraming());
    WRAPPERS.put(Wrapping.GZIP, new Gzip());
    WRAPPERS.put(Wrapping.MULTIPART, new MultipartBody());
  }

  private final Set<Wrapping> asked;
  private final Wrapper.Reach whole;

  /** What one layer holds. */
  private record Layer(Wrapping wrapping, EncodedBytes inside) {}

  /** With the layers to open, none of which may hold more bytes than the limit. */
  Unwrapping(Set<Wrapping> asked, ImageLimits limits) {
    this.asked = asked;
    this.whole = Wrapper.Reach.whole(limits.maxBytes());
  }

  /**
   * The image in the value: most often the value itself.
   *
   * @throws RefusedImage as wrapped, if an image is in a layer that was not asked for; as
   *     unsupported or no image, if none is found; as damaged or too large, if a layer is
   */
  EncodedBytes image(EncodedBytes value) throws RefusedImage {
    if (ImageFormats.find(value).isPresent()) {
      return value;
    }
    List<Wrapping> path = new ArrayList<>();
    EncodedBytes inside = value;
    Optional<ImageFormat> format = Optional.empty();
    while (format.isEmpty()) {
      Optional<Layer> layer =
          path.size() < MOST_LAYERS ? layer(inside, asked.containsAll(path)) : Optional.empty();
      if (layer.isEmpty()) {
        throw asked.containsAll(path) && !path.isEmpty()
            ? UnreadBytes.refusal(inside).inside(inWords(path))
            : UnreadBytes.refusal(value);
      }
      path.add(layer.get().wrapping());
      inside = layer.get().inside();
      format = ImageFormats.find(inside);
    }
    if (!asked.containsAll(path)) {
      throw wrapped(format.get(), path);
    }
    return inside;
  }

  private Optional<Layer> layer(EncodedBytes outer, boolean allAsked) throws RefusedImage {
    for (Map.Entry<Wrapping, Wrapper> each : WRAPPERS.entrySet()) {
      boolean open = allAsked && asked.contains(each.getKey());
      Optional<EncodedBytes> inside =
          each.getValue().open(outer, open ? whole : Wrapper.Reach.beginning(PEEKED_BYTES));
      if (inside.isPresent()) {
        return Optional.of(new Layer(each.getKey(), inside.get()));
      }
    }
    return Optional.empty();
  }

  private static RefusedImage wrapped(ImageFormat format, List<Wrapping> path) {
    String option =
        EnumSet.copyOf(path).stream().map(Wrapping::code).collect(Collectors.joining(","));
    return new RefusedImage(
        RefusalReason.WRAPPED,
        "a %s is inside, as %s; send the image's bytes themselves, or set images.unwrap=%s"
            .formatted(format.name(), inWords(path), option));
  }

  /** From the image outwards. */
  private static String inWords(List<Wrapping> path) {
    List<Wrapping> outwards = new ArrayList<>(path);
    Collections.reverse(outwards);
    return outwards.stream().map(Wrapping::words).collect(Collectors.joining(" in "));
  }
}
