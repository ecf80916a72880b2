/** Figures and how they are told. Nothing is measured here. */
package io.afterimage.benchmarks.report;
