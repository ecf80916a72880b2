package io.afterimage.stream.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * OpenTelemetry as its own {@code OTEL_…} variables and {@code otel.…} properties configure it.
 * Unless they say otherwise, spans go to {@code http://localhost:4318} (OTLP over HTTP), and
 * nothing but spans goes anywhere.
 */
public final class TracingSdk implements AutoCloseable {

  private final OpenTelemetrySdk sdk;

  private TracingSdk(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
  }

  /**
   * Starts the exporter's threads. What it has to say joins the log.
   *
   * @param service the name that spans bear
   * @param instance which instance of it
   * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException when a variable is wrong
   */
  public static TracingSdk start(String service, String instance) {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
    return new TracingSdk(
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(
                () ->
                    Map.of(
                        "otel.service.name", service,
                        "otel.resource.attributes", "service.instance.id=" + instance,
                        "otel.exporter.otlp.protocol", "http/protobuf",
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none"))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk());
  }

  /** For making spans. */
  public OpenTelemetry telemetry() {
    return sdk;
  }

  /** Sends what waits, for some seconds at the most, and ends the threads. */
  @Override
  public void close() {
    sdk.close();
  }
}
