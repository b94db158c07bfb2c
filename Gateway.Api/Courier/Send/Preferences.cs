using System.Text.Json;
using Belay.Messages;

namespace Belay.Gateway.Api.Courier.Send;

/// <summary>What a recipient does not want, in <c>message.to.preferences</c>: at Courier it keeps a message from leaving.</summary>
/// <remarks>
/// Belay does not know which of the notifications and categories there a message belongs to. So it is refused where one of them could keep it back:
/// who lists preferences that do not concern this message leaves them out.
/// </remarks>
internal static class Preferences
{
    private static readonly string[] Wanted = ["OPTED_IN", "REQUIRED"];

    /// <summary>Notes whatever could keep the message from its channel.</summary>
    public static void Check(JsonField preferences, Channel chosen)
    {
        if (preferences.IsArray)
        {
            foreach (var item in preferences.Items())
            {
                Check(item, chosen);
            }
        }

        if (!preferences.IsObject)
        {
            return;
        }

        foreach (var field in preferences.Fields())
        {
            switch (field.Path[(field.Path.LastIndexOf('.') + 1)..])
            {
                case "status" when field.IsPresent && !field.IsObject && !field.IsArray:
                    CheckStatus(field);
                    break;
                case "channel_preferences" when field.IsArray:
                    CheckChannels(field, chosen);
                    break;
                case "rules" when field.IsArray && field.Value.GetArrayLength() > 0:
                    field.Refuse($"'{field.Path}' is not supported: rules of preferences are not evaluated.");
                    break;
                default:
                    Check(field, chosen);
                    break;
            }
        }
    }

    private static void CheckStatus(JsonField status)
    {
        var word = status.Value.ValueKind == JsonValueKind.String ? status.Value.GetString()! : "";
        if (word == "OPTED_OUT")
        {
            status.Refuse($"'{status.Path}' is OPTED_OUT: this recipient does not want the message.");
        }
        else if (!Wanted.Contains(word))
        {
            status.Refuse($"'{status.Path}' must be OPTED_IN, OPTED_OUT or REQUIRED.");
        }
    }

    /// <summary>The channels that the recipient wants; none: all of them.</summary>
    private static void CheckChannels(JsonField channels, Channel chosen)
    {
        string[] own = chosen == Channel.Sms ? ["sms"] : ["inbox", "push"];
        var names = channels.Items().Select(static one => one.IsObject ? one["channel"].Text() : one.Text()).ToList();
        if (names.Count > 0 && !names.Exists(name => own.Contains(name)))
        {
            channels.Refuse($"'{channels.Path}' does not name the channel by which the message would go.");
        }
    }
}
