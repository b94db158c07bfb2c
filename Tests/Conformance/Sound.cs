using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Belay.Tests.Conformance;

/// <summary>What holds of every message at every time (P4, P6, P7), and comparing messages by value.</summary>
internal static class Sound
{
    private static readonly JsonSerializerOptions ByValue = new() { Converters = { new Instants() } };

    /// <summary>
    /// Fails where history is no path in the state machine, versions do not count 1, 2, 3 …, or a call was early or carried another key.
    /// </summary>
    public static void Check(Message message, IReadOnlyList<CarrierCall> calls)
    {
        MessageStatus? status = null;
        for (var i = 0; i < message.Timeline.Count; i++)
        {
            var step = message.Timeline[i];
            Assert.True(step.Version == i + 1, $"Step {i + 1} has version {step.Version}: {Describe(message)}");
            Assert.True(
                Lifecycle.Allows(status, step.Cause, step.Status),
                $"{status} → {step.Status} because of {step.Cause} is no arrow: {Describe(message)}");
            var early = step.Cause is StepCause.Due or StepCause.Claimed && step.At < message.Timeline[i - 1].WakeAt;
            Assert.False(early, $"v{step.Version} came before the instant that it waited for: {Describe(message)}");
            status = step.Status;
        }

        Assert.Equal(message.Timeline.Count, message.Version);
        Assert.Equal(status, message.Status);
        Assert.Equal(
            message.Timeline.Count(step => step.Cause == StepCause.Claimed) - message.Timeline.Count(step => step.Cause == StepCause.NotCalled),
            message.Attempts);
        for (var i = 0; i < calls.Count; i++)
        {
            Assert.True(calls[i].At >= message.DueAt, $"Called at {calls[i].At:O}, before {message.DueAt:O}: {Describe(message)}");
            Assert.Equal(message.Id.ToString(), calls[i].Key);
        }

        Assert.Equal(calls.Select(call => call.Attempt).Distinct().Order(), calls.Select(call => call.Attempt));
    }

    /// <summary>Fails where two messages differ in any member, the timeline included.</summary>
    public static void Same(Message expected, Message actual) => Assert.Equal(Serialize(expected), Serialize(actual));

    public static string Describe(Message message) => string.Join(
        Environment.NewLine,
        message.Timeline.Select(step => string.Create(
            CultureInfo.InvariantCulture,
            $"  v{step.Version} {step.Status} ({step.Cause}) at {step.At:O} by {step.Actor.Name}, wakes {step.WakeAt:O}, {step.Error?.Code}"))
                .Prepend($"message {message.Id} is"));

    private static string Serialize(Message message) => JsonSerializer.Serialize(message, ByValue);

    /// <summary>An instant is the same whatever its offset.</summary>
    private sealed class Instants : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }
}
