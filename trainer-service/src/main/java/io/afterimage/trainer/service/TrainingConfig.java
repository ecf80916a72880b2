package io.afterimage.trainer.service;

import static io.afterimage.schemas.schedule.ScheduleOptions.FROM_LAYER;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.images.InputSpec;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.Device;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.registry.settings.SharedSettings;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.trainer.consensus.LabelRule;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.head.NearTwins;
import io.afterimage.training.suspects.SuspectHandling;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a run goes.
 *
 * @param backbone whose shipped weights runs start from
 * @param input the size of training images, and of the models made from them
 * @param minimumPerClass images that a class needs to be learned
 * @param values of the schedule's options, unless a run's command says otherwise
 * @param novelty whether models tell the novelty of an image
 * @param twinCosine of the features of images that are near twins, 0 to 1; 0: none are looked for
 * @param suspects what becomes of labels that look wrong
 * @param consensus which label counts of several for one image
 * @param decisions how the pipeline decides on its answers, which are what is judged
 * @param device where frozen layers and candidates run
 * @param threads that decode and augment
 */
public record TrainingConfig(
    KnownBackbone backbone,
    InputSpec input,
    int minimumPerClass,
    ScheduleValues values,
    boolean novelty,
    double twinCosine,
    SuspectHandling suspects,
    LabelRule consensus,
    DecisionRule decisions,
    Device device,
    int threads) {

  /** The most that a PNG of that size can take stays below the topic's largest message. */
  private static final int LARGEST_SIDE = 512;

  private static final Range COSINE = new Range(0, 1, "0 to 1");

  static TrainingConfig from(Settings settings) {
    int cores = Runtime.getRuntime().availableProcessors();
    KnownBackbone backbone = backbone(settings);
    return new TrainingConfig(
        backbone,
        InputSpec.square(settings.integer("training.size", 160, 32, LARGEST_SIDE)),
        settings.integer(
            "training.minimum.per.class",
            FolderDataset.DEFAULT_MINIMUM_PER_CLASS,
            1,
            Integer.MAX_VALUE),
        schedule(settings, backbone),
        settings.flag("training.novelty", true),
        settings.number("training.twins.cosine", NearTwins.USUAL_COSINE, COSINE),
        settings.choice("training.suspects", SuspectHandling.DROP),
        settings.choice("training.consensus", LabelRule.NEWEST),
        SharedSettings.decisions(settings),
        SharedSettings.device(settings),
        settings.integer("training.threads", cores, 1, 1024));
  }

  /** Without weights that come along, replicas could start from different ones. */
  private static KnownBackbone backbone(Settings settings) {
    List<KnownBackbone> allowed =
        Arrays.stream(KnownBackbone.values()).filter(b -> b.shipped().isPresent()).toList();
    return settings.parsed(
        "training.backbone",
        KnownBackbone.MOBILENETV2,
        "a backbone with shipped weights: "
            + allowed.stream().map(KnownBackbone::code).collect(Collectors.joining(", ")),
        text ->
            KnownBackbone.find(text)
                .filter(allowed::contains)
                .orElseThrow(() -> new IllegalArgumentException(text)));
  }

  private static ScheduleValues schedule(Settings settings, KnownBackbone backbone) {
    ScheduleValues usual = ScheduleValues.none().with(FROM_LAYER, backbone.usualCut());
    ScheduleValues values = ScheduleSettings.read(settings, usual);
    int last = backbone.shippedTable().layers().size() - 1;
    int fromLayer = values.get(FROM_LAYER);
    if (fromLayer > last) {
      String allowed = "1 to %d, the layers of %s".formatted(last, backbone.code());
      settings.problems().add("fine.tune.from.layer", Integer.toString(fromLayer), allowed);
    }
    return values;
  }

  /** The schedule of a run whose command says nothing else. */
  public ScheduleConfig schedule() {
    return ScheduleConfig.of(values);
  }
}
