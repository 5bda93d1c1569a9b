package dev.signalbox.api.profile;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The profile of one feature or output in the training data. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "kind",
        visible = true)
@JsonSubTypes({
    @JsonSubTypes.Type(value = NumericBaseline.class, name = "numeric"),
    @JsonSubTypes.Type(value = NumericBaseline.class, name = "text"),
    @JsonSubTypes.Type(value = CategoryBaseline.class, name = "category")
})
public sealed interface FeatureBaseline permits NumericBaseline, CategoryBaseline {
    /** What was counted. */
    ProfileKind kind();

    /** How many values there were, missing ones included. */
    long rows();

    /** How many of them were missing. */
    long missing();
}
