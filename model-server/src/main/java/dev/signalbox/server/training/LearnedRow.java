package dev.signalbox.server.training;

import com.fasterxml.jackson.databind.JsonNode;

/** One line of an export: what was asked, and what would have been right. */
record LearnedRow(String requestId, JsonNode inputs, JsonNode label) {}
