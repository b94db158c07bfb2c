using System.Text.Json.Serialization;

namespace Belay.Messages.Json;

/// <summary>The shapes of the core's types, found when this project is compiled. What JSON adds to them is in <see cref="Shapes"/>.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowOutOfOrderMetadataProperties = true)] // jsonb orders properties in its own way, so a discriminator may come last
[JsonSerializable(typeof(MessageId?))]
[JsonSerializable(typeof(BatchId?))]
[JsonSerializable(typeof(OrganizationId?))]
[JsonSerializable(typeof(Actor?))]
[JsonSerializable(typeof(Channel?))]
[JsonSerializable(typeof(Dialect?))]
[JsonSerializable(typeof(SmsEncoding?))]
[JsonSerializable(typeof(MessageStatus?))]
[JsonSerializable(typeof(MessageStatuses?))]
[JsonSerializable(typeof(StepCause?))]
[JsonSerializable(typeof(ReceiptVerdict?))]
[JsonSerializable(typeof(Scopes?))]
[JsonSerializable(typeof(Draft))]
[JsonSerializable(typeof(WebhookTarget))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(Step))]
[JsonSerializable(typeof(MessageError))]
[JsonSerializable(typeof(CancelRule))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(MessageQuery))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(IdempotencyKey))]
[JsonSerializable(typeof(IdempotencyUse))]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ScheduleVerdict))]
[JsonSerializable(typeof(ScheduleVerdict.Accepted))]
[JsonSerializable(typeof(ScheduleVerdict.Replayed))]
[JsonSerializable(typeof(ScheduleVerdict.PendingLimitReached))]
[JsonSerializable(typeof(ScheduleVerdict.IdTaken))]
[JsonSerializable(typeof(CancelVerdict))]
[JsonSerializable(typeof(CancelVerdict.Canceled), TypeInfoPropertyName = "CancelVerdictCanceled")]
[JsonSerializable(typeof(CancelVerdict.AlreadyCanceled))]
[JsonSerializable(typeof(CancelVerdict.TooLate))]
[JsonSerializable(typeof(CancelVerdict.OutsideRule))]
[JsonSerializable(typeof(CancelVerdict.NotFound))]
[JsonSerializable(typeof(CarrierAnswer))]
[JsonSerializable(typeof(CarrierAnswer.Accepted), TypeInfoPropertyName = "CarrierAnswerAccepted")]
[JsonSerializable(typeof(CarrierAnswer.Later))]
[JsonSerializable(typeof(CarrierAnswer.NotWorking))]
[JsonSerializable(typeof(CarrierAnswer.NotCalled))]
[JsonSerializable(typeof(CarrierAnswer.Refused))]
[JsonSerializable(typeof(CarrierAnswer.Unknown))]
[JsonSerializable(typeof(EngineHealth))]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(Submission))]
[JsonSerializable(typeof(IReadOnlyList<long>))]
[JsonSerializable(typeof(IReadOnlyList<Message>))]
[JsonSerializable(typeof(IReadOnlyList<ApiKey>))]
[JsonSerializable(typeof(IReadOnlyList<WebhookEvent>))]
internal sealed partial class CoreContext : JsonSerializerContext;
