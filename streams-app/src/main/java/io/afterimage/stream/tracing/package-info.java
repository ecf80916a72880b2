/**
 * The trace context that records carry, and the spans made of it. The only package that knows
 * OpenTelemetry.
 */
package io.afterimage.stream.tracing;
