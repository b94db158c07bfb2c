using System.Text.Json.Serialization;
using Belay.Gateway.Api.Access;

namespace Belay.Gateway.Api.Telnyx;

/// <summary>
/// The key that webhooks are verified with, as the vendor shows it: 32 bytes in base64, which is what its clients take as their public key.
/// </summary>
internal sealed record TelnyxPublicKey(
    [property: JsonPropertyName("public")] string Public,
    [property: JsonPropertyName("organization_id")] Guid OrganizationId)
{
    [JsonPropertyName("record_type")]
    public string RecordType { get; init; } = "public_key";

    /// <summary>Shows the key; all organizations have the same one.</summary>
    public static async Task<IResult> ShowAsync(HttpContext context, TelnyxSigningKey key) => TypedResults.Json(
        new TelnyxData<TelnyxPublicKey>(new(
            Convert.ToBase64String(await key.GetPublicAsync(context.RequestAborted)),
            TelnyxMapping.ToUuid(context.GetCaller().Organization))),
        TelnyxJson.Wire.TelnyxDataTelnyxPublicKey);
}
