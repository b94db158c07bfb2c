using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Messages;

namespace Belay.Gateway.Api.VoltMx;

/// <summary>Whose messages a list shows: those to a number, to an audience member, or, where both are given, to a member with that number.</summary>
/// <param name="To">The recipient; null: any.</param>
/// <param name="IsNobody">Whether nobody can match.</param>
internal readonly record struct RecipientFilter(string? To, bool IsNobody)
{
    public static async Task<RecipientFilter> ReadAsync(
        FieldReader fields,
        string mobileField,
        NumberReader numbers,
        VoltMxOptions options,
        OrganizationId organization,
        IMessageEngine engine,
        CancellationToken cancellationToken)
    {
        AddressFilter? mobile = fields.Text(mobileField) is { } text ? numbers.ReadFilter(text) : null;
        var query = new MessageQuery { Organization = organization, To = mobile?.Text };
        if (mobile is { } address && await address.FindFaultAsync(engine, query, cancellationToken) is { } fault)
        {
            fields.Refuse($"{mobileField} {fault}");
        }

        if (fields.Text("audienceId") is not { } audienceId)
        {
            return new(mobile?.Text, IsNobody: false);
        }

        // An id that the settings do not know may be a user id of a message that was created in another dialect.
        var member = options.MobileOf(organization, audienceId) ?? audienceId;
        return new(member, IsNobody: mobile is not null && mobile.Value.Text != member);
    }
}
