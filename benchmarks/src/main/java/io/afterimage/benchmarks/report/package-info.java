/** Figures and how they are reported. Nothing is measured here. */
package io.afterimage.benchmarks.report;
