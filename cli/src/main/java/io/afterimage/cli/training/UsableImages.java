package io.afterimage.cli.training;

import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.SkippedImage;
import io.afterimage.training.dataset.TrainingSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many images of each class could be used, in all splits together.
 *
 * @param listed what was to be read
 * @param read the images that were read
 */
record UsableImages(Dataset listed, TrainingSet read) {

  /** What is wrong with each class that has fewer, by its name. */
  Map<String, String> fewerThan(int least) {
    Map<String, List<String>> ids =
        listed.images().stream()
            .collect(
                Collectors.groupingBy(
                    LabelledImage::label,
                    Collectors.mapping(LabelledImage::id, Collectors.toList())));
    Map<String, String> broken =
        read.skipped().stream().collect(Collectors.toMap(SkippedImage::id, SkippedImage::reason));
    Map<String, String> problems = new TreeMap<>();
    ids.forEach(
        (label, all) -> {
          List<String> unusable = all.stream().filter(broken::containsKey).toList();
          int usable = all.size() - unusable.size();
          if (usable < least) {
            String first = unusable.get(0);
            problems.put(
                label,
                "class %s has %d usable image%s of %d, the first broken file is %s (%s)"
                    .formatted(
                        label,
                        usable,
                        usable == 1 ? "" : "s",
                        all.size(),
                        first,
                        broken.get(first)));
          }
        });
    return problems;
  }
}
