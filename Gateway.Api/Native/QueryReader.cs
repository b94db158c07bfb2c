using System.Globalization;
using Belay.Gateway.Api.Numbers;
using Belay.Gateway.Api.Requests;
using Belay.Gateway.Api.Requests.Times;
using Belay.Messages;

namespace Belay.Gateway.Api.Native;

/// <summary>
/// Reads the parameters of a query and collects what is wrong. An unknown one is refused, and so is an empty one: as a misspelt filter, or one whose
/// value was lost on the way, it would show, and have canceled, too much.
/// </summary>
internal sealed class QueryReader
{
    private const int TextCharactersMax = 256;
    private const int NameCharactersMax = 64;

    private readonly IQueryCollection _query;
    private readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);

    public QueryReader(IQueryCollection query, IReadOnlyCollection<string> known)
    {
        _query = query;
        foreach (var name in query.Keys.Where(name => !known.Contains(name)).Take(NativeBody.ErrorsMax))
        {
            _wrong[name.Length <= NameCharactersMax ? name : name[..NameCharactersMax]] = "is not a known parameter";
        }

        foreach (var (name, _) in query.Where(one => known.Contains(one.Key) && one.Value.Any(static value => BlankText.IsBlank(value))))
        {
            _wrong[name] = "is empty: leave it out, or give it a value";
        }
    }

    public delegate bool Parse<T>(string text, out T value);

    public IReadOnlyDictionary<string, string> Wrong => _wrong;

    public void Refuse(string name, string rule) => _wrong[name] = rule;

    public IReadOnlyList<string> Words(string name) => _query.Many(name);

    public T? Read<T>(string name, Parse<T> parse, string rule)
        where T : struct
    {
        if (_query.OneWithPlus(name) is not { } text)
        {
            return null;
        }

        if (!parse(text, out var value))
        {
            Refuse(name, rule);
        }

        return value;
    }

    /// <summary>An instant.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (_query.OneWithPlus(name) is not { } text)
        {
            return null;
        }

        var (at, fault) = WireTime.Read(text);
        if (fault is not null)
        {
            Refuse(name, fault);
            return null;
        }

        return at;
    }

    public int Number(string name, int otherwise, int min, int max) =>
        Read(name, (string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number >= min && number <= max, $"must be {min}..{max}")
        ?? otherwise;

    public string? Text(string name) => Checked(name, _query.One(name));

    public AddressFilter? Address(string name, NumberReader numbers)
    {
        var address = _query.OneAddress(name, numbers);
        Checked(name, address?.Text);
        return address;
    }

    /// <summary>Refuses an address that looks like a number and finds nothing for that reason alone.</summary>
    public async Task CheckAsync(string name, AddressFilter? address, IMessageEngine engine, MessageQuery query, CancellationToken cancellationToken)
    {
        if (Wrong.Count == 0 && address is { } filter && await filter.FindFaultAsync(engine, query, cancellationToken) is { } fault)
        {
            Refuse(name, fault);
        }
    }

    private string? Checked(string name, string? text)
    {
        if (text is not null && (text.Length > TextCharactersMax || text.Any(char.IsControl) || !StorableText.IsStorable(text)))
        {
            Refuse(name, $"must be at most {TextCharactersMax} characters");
        }

        return text;
    }
}
