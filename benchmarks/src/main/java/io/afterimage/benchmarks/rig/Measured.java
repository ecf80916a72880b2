package io.afterimage.benchmarks.rig;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * How fast pictures went through the classifier, and what one cost.
 *
 * @param perSecond pictures per second
 * @param decodeMillis one picture's decoding, on one thread, waiting for a core included
 * @param inferenceMillis one picture's share of its batch's inference, likewise
 * @param batch pictures per batch
 * @param cpuMillis processor time of this process per picture
 * @param brokerCpuMillis processor time of the broker per picture
 */
public record Measured(
    double perSecond,
    double decodeMillis,
    double inferenceMillis,
    double batch,
    double cpuMillis,
    double brokerCpuMillis) {

  /** From the classifier's own meters. */
  public static Measured of(
      MeterRegistry meters, double perSecond, double cpuMillis, double brokerCpuMillis) {
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
}
