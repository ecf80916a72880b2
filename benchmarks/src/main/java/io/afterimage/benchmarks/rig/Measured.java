package io.afterimage.benchmarks.rig;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How fast images went through the classifier, and what one cost.
 *
 * @param perSecond images per second
 * @param decodeMillis one image's decoding, on one thread, waiting for a core included
 * @param inferenceMillis one image's share of its batch's inference, likewise
 * @param batch images per batch
 * @param cpuMillis processor time of this process per image, by group of threads
 * @param brokerCpuMillis processor time of the broker per image
 */
public record Measured(
    double perSecond,
    double decodeMillis,
    double inferenceMillis,
    double batch,
    Map<String, Double> cpuMillis,
    double brokerCpuMillis) {

  /** From the classifier's own meters. */
  public static Measured of(
      MeterRegistry meters,
      double perSecond,
      Map<String, Double> cpuMillis,
      double brokerCpuMillis) {
    Timer decode = meters.get("afterimage.decode").timer();
    Timer inference = meters.get("afterimage.inference").timer();
    return new Measured(
        perSecond,
        decode.totalTime(TimeUnit.MILLISECONDS) / decode.count(),
        inference.totalTime(TimeUnit.MILLISECONDS) / decode.count(),
        (double) decode.count() / inference.count(),
        cpuMillis,
        brokerCpuMillis);
  }

  /** What an image cost all processes. */
  public double allCpuMillis() {
    return cpuMillis.values().stream().mapToDouble(Double::doubleValue).sum() + brokerCpuMillis;
  }

  /** What groups of threads of this process used since then, in milliseconds per image. */
  public static Map<String, Double> perImage(Map<String, Double> before, int images) {
    Map<String, Double> used = new TreeMap<>(ProcessFigures.own().cpuSecondsByGroup());
    used.replaceAll(
        (group, seconds) -> Math.max(0, seconds - before.getOrDefault(group, 0.0)) * 1000 / images);
    return used;
  }
}
