package io.afterimage.cli.report;

import io.afterimage.cli.terminal.Gauge;
import io.afterimage.models.ClassNames;
import io.afterimage.models.Manifest;
import io.afterimage.models.TrainingReport;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a report says of a model and of images before it shows them. */
record Facts(Manifest manifest, TrainingSet images, Collection<Split> splits) {

  /** By name, in the order to be shown. */
  Map<String, String> from(Path folder) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("images", folder.toString());
    facts.put(
        "classes", "%d: %s".formatted(images.labels().size(), ClassNames.inWords(images.labels())));
    facts.put("training images", learned());
    facts.put("scored images", Numbers.count(count(splits)) + ", " + scored());
    Optional.ofNullable(manifest.scores().get("test_accuracy"))
        .ifPresent(share -> facts.put("accuracy on test images", Numbers.percent(share)));
    facts.put("skipped files", Numbers.count(images.skipped().size()));
    facts.put("backbone", manifest.backbone());
    facts.put("input", "%dx%d".formatted(manifest.input().width(), manifest.input().height()));
    manifest
        .report()
        .ifPresent(
            report -> {
              facts.put("epochs", epochs(report));
              facts.put("time of the epochs", Gauge.time(seconds(report)));
              report.course().ifPresent(c -> facts.put("seed", Long.toString(c.seed())));
            });
    facts.put("version", manifest.version());
    facts.put("trained at", manifest.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("SHA-256 of the model", manifest.sha256());
    return facts;
  }

  /** What the scored images are called. */
  String scored() {
    return splits.size() == Split.values().length
        ? "all images"
        : splits.stream()
            .map(split -> split.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" and ", "", " images"));
  }

  private String learned() {
    boolean same = images.fingerprint().equals(manifest.trainingSetFingerprint());
    return "%s, %s"
        .formatted(
            Numbers.count(count(List.of(Split.TRAIN))),
            same
                ? "those that the model learned from"
                : "not those that the model learned from: it may know scored ones");
  }

  private static String epochs(TrainingReport report) {
    Map<String, Long> counts =
        report.curve().stream()
            .collect(
                Collectors.groupingBy(
                    TrainingReport.Epoch::phase, LinkedHashMap::new, Collectors.counting()));
    Optional<Integer> from = report.course().flatMap(TrainingReport.Course::fromLayer);
    return counts.entrySet().stream()
            .map(phase -> "%s %d".formatted(Numbers.phase(phase.getKey()), phase.getValue()))
            .collect(Collectors.joining(", "))
        + from.map(layer -> layer == 0 ? ", all layers" : ", from layer %d up".formatted(layer))
            .orElse("");
  }

  private static double seconds(TrainingReport report) {
    return report.curve().stream().mapToDouble(TrainingReport.Epoch::seconds).sum();
  }

  private int count(Collection<Split> of) {
    return of.stream().mapToInt(split -> images.of(split).size()).sum();
  }
}
