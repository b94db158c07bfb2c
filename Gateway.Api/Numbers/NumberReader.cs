using System.Globalization;
using System.Text;
using Belay.Gateway.Api.Requests;
using Belay.Messages;
using PhoneNumbers;
using PhoneNumber = Belay.Messages.PhoneNumber;

namespace Belay.Gateway.Api.Numbers;

/// <summary>
/// Reads numbers as people write them, for every dialect, body, query and setting: to E.164, to a short code, or to the reason why it is neither.
/// </summary>
/// <remarks>
/// What could be two numbers is refused. Without <c>+</c> a number says nothing of its country: then only <c>Belay:DefaultCountry</c> can, and only
/// for what is written as people in that country write it. A short code is digits and nothing else.
/// </remarks>
internal sealed class NumberReader
{
    /// <summary>What a number without its country needs.</summary>
    public const string NeedsCountry = "needs + and its country code, such as +12025550123";

    private const string Malformed = "must be a phone number with + and its country code, such as +12025550123";
    private const string HasTrunkZero = "must not have a 0 behind its country code that one dials within the country only";
    private const string UriScheme = "tel:";
    private const int CharactersMax = 64;

    /// <summary>Marks that people set between the digits.</summary>
    private const string Separators = " -.()/";

    private readonly string? _country;

    private NumberReader(string? country) => _country = country;

    /// <summary>Reads numbers with their country alone.</summary>
    public static NumberReader OfNoCountry { get; } = new(country: null);

    /// <summary>Reads <c>Belay:DefaultCountry</c>; a wrong value throws <see cref="SettingException"/> that names it.</summary>
    public static NumberReader Read(IConfiguration configuration)
    {
        if (configuration["Belay:DefaultCountry"] is not { Length: > 0 } text)
        {
            return new(country: null);
        }

        var country = text.Trim().ToUpperInvariant();
        return PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(country)
            ? new(country)
            : throw new SettingException("Belay:DefaultCountry must be a country's two letters of ISO 3166, such as US.");
    }

    /// <summary>A number in E.164 form.</summary>
    public NumberReading ReadNumber(string? text) => Read(text, shortCodes: false);

    /// <summary>A number in E.164 form, or a short code.</summary>
    public NumberReading ReadNumberOrShortCode(string? text) => Read(text, shortCodes: true);

    /// <summary>A sender: a number in E.164 form, a short code, or a name.</summary>
    public NumberReading ReadSender(string? text)
    {
        var name = BlankText.Trim(text ?? "");
        return PhoneNumber.IsAlphanumericSender(name) ? new(name, Fault: null) : Read(name, shortCodes: true);
    }

    /// <summary>
    /// What a list is filtered by: a number in the one form that is stored; anything else, such as a user id, as it is, with the doubt that it may be
    /// meant for a number.
    /// </summary>
    public AddressFilter ReadFilter(string text) =>
        ReadSender(text) is { Text: { } stored } ? new(stored, Doubt: null)
            : new(BlankText.Trim(text), LooksLikeNumber(text) ? ReadSender(text).Fault : null);

    private static bool LooksLikeNumber(string written)
    {
        var text = ToAscii(BlankText.Trim(written));
        return text.StartsWith('+') || text.StartsWith(UriScheme, StringComparison.OrdinalIgnoreCase)
            || (text.Any(char.IsAsciiDigit) && text.All(static c => char.IsAsciiDigit(c) || Separators.Contains(c, StringComparison.Ordinal)));
    }

    private NumberReading Read(string? written, bool shortCodes)
    {
        var text = ToAscii(BlankText.Trim(written ?? ""));
        if (PhoneNumber.IsE164(text))
        {
            return new(text, Fault: null);
        }

        if (text.Length is 0 or > CharactersMax)
        {
            return new(null, Malformed);
        }

        var isUri = text.StartsWith(UriScheme, StringComparison.OrdinalIgnoreCase);
        text = isUri ? text[UriScheme.Length..] : text;
        var plus = text.LastIndexOf('+');
        if (plus > 0 || !text.AsSpan(plus + 1).ContainsAnyInRange('0', '9')
            || text.Any(c => !char.IsAsciiDigit(c) && c != '+' && !Separators.Contains(c, StringComparison.Ordinal)))
        {
            return new(null, Malformed);
        }

        if (plus == 0)
        {
            return ReadInternational(text);
        }

        // A number that people in the country would dial is the commoner reading of digits that could be a short code, too.
        if (_country is not null && ReadNational(text, _country) is { } number)
        {
            return new(number, Fault: null);
        }

        return shortCodes && !isUri && PhoneNumber.IsShortCode(text) ? new(text, Fault: null) : new(null, NeedsCountry);
    }

    private static NumberReading ReadInternational(string text)
    {
        if (PhoneNumber.IsE164(text))
        {
            return new(text, Fault: null);
        }

        var (util, number) = (PhoneNumberUtil.GetInstance(), "+" + Digits(text));
        if (!PhoneNumber.IsE164(number) || Parse(number, country: null) is not { } parsed
            || util.IsPossibleNumberWithReason(parsed) != PhoneNumberUtil.ValidationResult.IS_POSSIBLE)
        {
            return new(null, Malformed);
        }

        // In +44 (0)20 … the zero is for those who dial within the country, in +39 06 … it belongs to the number.
        return number == util.Format(parsed, PhoneNumberFormat.E164) ? new(number, Fault: null) : new(null, HasTrunkZero);
    }

    /// <summary>
    /// The number in E.164 form where it is a number of the country, or of another one behind the country's own prefix for calls abroad, and is
    /// written in full. Null where digits of it are missing or could mean something else.
    /// </summary>
    private static string? ReadNational(string text, string country)
    {
        var util = PhoneNumberUtil.GetInstance();
        if (Parse(text, country) is not { HasExtension: false } number || !util.IsValidNumber(number))
        {
            return null;
        }

        var digits = Digits(text);
        var isWhole = digits == Digits(util.Format(number, PhoneNumberFormat.NATIONAL))
            || digits == Digits(util.Format(number, PhoneNumberFormat.E164))
            || digits == Digits(util.FormatOutOfCountryCallingNumber(number, country))
            || digits == DialedAbroad(country) + Digits(util.Format(number, PhoneNumberFormat.E164));
        return isWhole && util.Format(number, PhoneNumberFormat.E164) is var form && PhoneNumber.IsE164(form) ? form : null;
    }

    /// <summary>
    /// What one dials in a country before a number with its country code, such as 00: people also write it before numbers of their own.
    /// </summary>
    private static string DialedAbroad(string country)
    {
        const int CodeOfBritain = 44;
        var util = PhoneNumberUtil.GetInstance();
        var foreign = util.GetExampleNumber(util.GetCountryCodeForRegion(country) == CodeOfBritain ? "FR" : "GB");
        return Digits(util.FormatOutOfCountryCallingNumber(foreign, country))[..^Digits(util.Format(foreign, PhoneNumberFormat.E164)).Length];
    }

    private static PhoneNumbers.PhoneNumber? Parse(string text, string? country)
    {
        try
        {
            return PhoneNumberUtil.GetInstance().Parse(text, country);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>Digits of other scripts, wide forms, and the blanks and dashes that word processors put in, as plain ones.</summary>
    private static string ToAscii(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var digit = Rune.GetNumericValue(rune);
            _ = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.DecimalDigitNumber => plain.Append((int)digit),
                UnicodeCategory.SpaceSeparator => plain.Append(' '),
                UnicodeCategory.DashPunctuation => plain.Append('-'),
                UnicodeCategory.Format => plain,
                _ => plain.Append(rune.Value switch
                {
                    0xFF0B or 0xFE62 => "+",
                    0x2212 => "-",
                    0xFF08 => "(",
                    0xFF09 => ")",
                    0xFF0E => ".",
                    0xFF0F => "/",
                    _ => rune.ToString(),
                }),
            };
        }

        return plain.ToString();
    }
}

/// <summary>A number that was read.</summary>
/// <param name="Text">In the form in which it is stored; null: it could not be read.</param>
/// <param name="Fault">What it needs or must be, to follow the field's name; it quotes nothing.</param>
internal readonly record struct NumberReading(string? Text, string? Fault);
