package io.afterimage.trainer.refresh;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.InputSpec;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Fingerprint;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.SkippedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Examples as a training set whose images are decoded only when somebody asks for their pixels.
 *
 * @param decoder as serving has it
 * @param input the size of the images
 * @param known whether the pixels of an image will not be needed, by its id
 */
record ExampleImages(ImageDecoder decoder, InputSpec input, Predicate<String> known) {

  /** An image that cannot be decoded is skipped and named, unless its pixels are not needed. */
  TrainingSet read(Dataset dataset, Map<String, Example> byId, BooleanSupplier cancelled) {
    Map<Split, List<DecodedImage>> images = new EnumMap<>(Split.class);
    List<SkippedImage> skipped = new ArrayList<>();
    Fingerprint fingerprint = new Fingerprint();
    Map<String, Integer> places = new HashMap<>();
    dataset.labels().forEach(label -> places.put(label, places.size()));
    for (LabelledImage image : dataset.images()) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled while reading images");
      }
      Example example = byId.get(image.id());
      if (!known.test(image.id())
          && decoder.decode(example.png(), input) instanceof Decoded.Refused refused) {
        skipped.add(
            new SkippedImage(image.id(), refused.reason().code() + ": " + refused.detail()));
        continue;
      }
      images
          .computeIfAbsent(image.split(), split -> new ArrayList<>())
          .add(
              new DecodedImage(
                  image.id(), places.get(image.label()), image.groupOrId(), () -> pixels(example)));
      if (image.split() == Split.TRAIN) {
        byte[] digest = HexFormat.of().parseHex(example.image().sha256());
        fingerprint.add(image.id(), image.label(), digest);
      }
    }
    images.replaceAll((split, list) -> List.copyOf(list));
    return new TrainingSet(dataset.labels(), input, images, skipped, fingerprint.hex());
  }

  private byte[] pixels(Example example) {
    if (decoder.decode(example.png(), input) instanceof Decoded.Pixels pixels) {
      return pixels.rgb();
    }
    throw new DatasetException(example.id() + " cannot be decoded any more");
  }
}
