package io.afterimage.trainer.service;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.InputSpec;
import io.afterimage.schemas.events.LabelText;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.DecodedImage.Pixels;
import io.afterimage.training.dataset.ImageMemory;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import io.afterimage.training.validation.HeldOutImages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes what the buffer holds, for training and for scoring.
 *
 * @param decoder as serving has it
 * @param input the training size
 * @param minimumPerClass classes with fewer images are left out
 * @param threads that decode
 * @param memory memory limit for decoded images
 */
record ImageSets(
    ImageDecoder decoder, InputSpec input, int minimumPerClass, int threads, ImageMemory memory) {

  private static final Logger log = LoggerFactory.getLogger(ImageSets.class);

  /**
   * What a run is about: the classes that have enough images, and those that are left out.
   *
   * @throws RunRefusedException when fewer than two classes have
   */
  Dataset dataset(List<Example> examples) {
    requireEnough(examples);
    List<LabelledImage> images =
        examples.stream()
            .map(e -> new LabelledImage(e.id(), e.label(), e.split(), e.group(), e::png))
            .toList();
    Dataset dataset = Dataset.of("the replay buffer", images, minimumPerClass);
    LabelText.differingInCaseOnly(dataset.labels())
        .forEach(
            classes ->
                log.atWarn()
                    .addKeyValue("classes", String.join(", ", classes))
                    .log(
                        "classes differ in upper and lower case only: 'training-set rename' makes"
                            + " one of them"));
    return dataset;
  }

  private void requireEnough(List<Example> examples) {
    Map<String, Integer> sizes = new TreeMap<>();
    examples.forEach(example -> sizes.merge(example.label(), 1, Integer::sum));
    long learnable = sizes.values().stream().filter(size -> size >= minimumPerClass).count();
    if (learnable < Dataset.LEAST_CLASSES) {
      throw new RunRefusedException(
          "%s; a run needs %d classes with at least %d labelled images each: label images with 'afterimage label IMAGE_ID LABEL' or 'afterimage label --csv FILE', or bring in labelled images with 'afterimage training-set load FOLDER'"
              .formatted(
                  sizes.isEmpty()
                      ? "there are no labelled images yet"
                      : "there are too few labelled images: " + ClassSizes.inWords(sizes),
                  Dataset.LEAST_CLASSES,
                  minimumPerClass));
    }
  }

  /**
   * What a run learns from and validates with.
   *
   * @throws io.afterimage.training.dataset.DatasetException when there is not enough to train with
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  TrainingSet trainingSet(Dataset dataset, BooleanSupplier cancelled) {
    TrainingSetReader reader = new TrainingSetReader(decoder::decode, threads, memory);
    ImageMemory.Need need = reader.need(dataset, input);
    log.atInfo()
        .addKeyValue("images", need.images())
        .addKeyValue("decodedBytes", need.needed())
        .addKeyValue("allowedBytes", need.allowed())
        .addKeyValue("decoded", need.fits() ? "once" : "for each batch")
        .log("memory for training");
    return reader.read(dataset, input, TrainingSetReader.Progress.NONE, cancelled);
  }

  /**
   * Examples, all of those labels, at a model's input size; at least one can be decoded.
   *
   * @param answered whether the pixels of an example will not be needed, by its id
   */
  HeldOutImages heldOut(
      List<Example> examples, List<String> labels, InputSpec size, Predicate<String> answered) {
    Map<String, Integer> places = new HashMap<>();
    labels.forEach(label -> places.put(label, places.size()));
    boolean keep = memory.need(examples.size(), size).fits();
    List<DecodedImage> images = new ArrayList<>();
    for (Example example : examples) {
      int label = places.get(example.label());
      Pixels later = () -> decode(example, size).orElseThrow();
      if (answered.test(example.id())) {
        images.add(new DecodedImage(example.id(), label, example.groupOrId(), later));
      } else {
        decode(example, size)
            .map(rgb -> keep ? (Pixels) () -> rgb : later)
            .map(pixels -> new DecodedImage(example.id(), label, example.groupOrId(), pixels))
            .ifPresent(images::add);
      }
    }
    return new HeldOutImages(labels, size, images);
  }

  private Optional<byte[]> decode(Example example, InputSpec size) {
    return decoder.decode(example.png(), size) instanceof Decoded.Pixels pixels
        ? Optional.of(pixels.rgb())
        : Optional.empty();
  }
}
