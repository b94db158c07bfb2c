using System.Text;
using System.Text.Json.Nodes;

namespace Belay.Tests.Gateway.Api.Security;

/// <summary>Makes of something valid something that nobody expects; the same seed makes the same.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Fragments =
    [
        "", " ", "\0", "\u0001", "\u007f", "\u00a0", "\u2028", "\u202e", "\ufeff", "\ufffd", "\ud83d\ude00", "e\u0301\u0301\u0301", "ß", "İ",
        "٣", "１", "'", "\"", "\\", "\\u0000", "%00", "%", "%zz", "%c0%af", "../", "..\\", "//", "<!--", "]]>", "&a;",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>", "${jndi:x}", "{{x}}", "{{{", "}}", "null", "true", "NaN", "Infinity", "-0", "-1", "0", "1e309", "1E-400",
        "0x10", "00", "2147483648", "-2147483649", "9223372036854775808", "99999999999999999999999999", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z", "2026-02-29T00:00:00Z", "2026-05-04T24:00:00Z", "2026-05-04T13:00:60Z",
        "2026-05-04T13:00:00+99:99", "2026-05-04",
        "P1Y", "P999Y", "PT0S", "P", "Mo-Fr 09:00-17:00", "Su-Mo 23:00-01:00", "24/7", "Mo-Mo 00:00-24:00", "Xx 99:99-00:00", "+1",
        "+999999999999999", "+0", "http://[", "http://a:99999/", "1-00000000-000000000000000000000000", "00000000-0000-0000-0000-000000000000",
        "AAAAAAAAAAAAAAAAAAAAAA", ",", ",,,", "a,b", "[]", "=", "&", "#", "\r\n", "\t",
    ];

    private static readonly string[] Values = [
        "null", "true", "false", "0", "-1", "1.5", "1e309", "\"\"", "[]", "{}", "[[]]", "[null]", "{\"\":null}", "\"\\ud800\"", "\"\\u0000\"",
        "9223372036854775808",
    ];

    private readonly Random _random = new(seed);

    public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public string Fragment() => Pick(Fragments);

    /// <summary>A text that is near the given one.</summary>
    public string Text(string text)
    {
        var result = new StringBuilder(text);
        for (var times = _random.Next(1, 4); times > 0; times--)
        {
            var at = _random.Next(result.Length + 1);
            switch (_random.Next(8))
            {
                case 0:
                    result.Insert(at, Fragment());
                    break;
                case 1 when at < result.Length:
                    result.Remove(at, Math.Min(_random.Next(1, 4), result.Length - at));
                    break;
                case 2 when at < result.Length:
                    result[at] = (char)_random.Next(0x20, 0x7f);
                    break;
                case 3 when at < result.Length:
                    result[at] = (char)_random.Next(0x10000);
                    break;
                case 4:
                    result.Length = at;
                    break;
                case 5 when at < result.Length && char.IsAsciiDigit(result[at]):
                    result[at] = (char)('0' + _random.Next(10));
                    break;
                case 6 when result.Length < 2_000:
                    result.Append(result);
                    break;
                case 7 when Chance(20):
                    result.Insert(at, new string(Pick("aж0\ud83d[{(,\"\\ ".ToCharArray()), _random.Next(1, 20_000)));
                    break;
                default:
                    result.Clear().Append(Fragment());
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>Bytes of a body that is near the given one: another tree, another text, or other bytes.</summary>
    public byte[] Body(string body)
    {
        var kind = _random.Next(10);
        var bytes = Encoding.UTF8.GetBytes(kind < 6 && body.StartsWith('{') ? Tree(body) : kind < 8 ? Text(body) : body);
        return kind >= 8 || Chance(8) ? Bytes(bytes) : bytes;
    }

    /// <summary>JSON with some of its places changed; not always JSON any more.</summary>
    private string Tree(string json)
    {
        var root = JsonNode.Parse(json)!;
        var marks = new Dictionary<string, string>();
        for (var times = _random.Next(1, 4); times > 0; times--)
        {
            var places = PlacesOf(root).ToList();
            if (places.Count == 0)
            {
                break;
            }

            var (parent, key) = Pick(places);
            Change(parent, key, marks);
        }

        var text = root.ToJsonString();
        foreach (var (mark, raw) in marks)
        {
            text = text.Replace($"\"{mark}\"", raw, StringComparison.Ordinal);
        }

        return text;
    }

    private void Change(JsonNode parent, object key, Dictionary<string, string> marks)
    {
        var now = key is int place ? parent[place] : parent[(string)key];
        var mark = $"mark-{marks.Count}";
        switch (_random.Next(9))
        {
            case 0 when key is string name:
                parent.AsObject().Remove(name);
                break;
            case 1 when key is string name:
                parent.AsObject()[Text(name)] = now?.DeepClone();
                break;
            case 2 when parent is JsonArray items && items.Count < 1_000:
                for (var copies = _random.Next(1, 30); copies > 0; copies--)
                {
                    items.Add(now?.DeepClone());
                }

                break;
            case 3 when now is JsonValue value && value.TryGetValue<string>(out var text):
                Set(Text(text));
                break;
            case 4 when now is not null:
                Set(new JsonArray(now.DeepClone()));
                break;
            case 5 when now is not null:
                Set(new JsonObject { [Fragment()] = now.DeepClone() });
                break;
            case 6:
                var depth = Chance(10) ? _random.Next(1, 3_000) : _random.Next(1, 20);
                Raw(string.Concat(Enumerable.Repeat(Chance(2) ? "[" : "{\"a\":", depth)) + "0");
                break;
            case 7:
                Set(Fragment());
                break;
            default:
                Raw(Pick(Values));
                break;
        }

        void Set(JsonNode? node)
        {
            if (key is int index)
            {
                parent[index] = node;
            }
            else
            {
                parent[(string)key] = node;
            }
        }

        void Raw(string json)
        {
            marks[mark] = json;
            Set(mark);
        }
    }

    private byte[] Bytes(byte[] bytes)
    {
        var result = bytes.ToList();
        for (var times = _random.Next(1, 6); times > 0 && result.Count > 0; times--)
        {
            var at = _random.Next(result.Count);
            switch (_random.Next(4))
            {
                case 0:
                    result[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    result[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    result.RemoveRange(at, Math.Min(_random.Next(1, 8), result.Count - at));
                    break;
                default:
                    result.InsertRange(at, result.GetRange(at, Math.Min(_random.Next(1, 64), result.Count - at)));
                    break;
            }
        }

        return [.. result];
    }

    private static IEnumerable<(JsonNode Parent, object Key)> PlacesOf(JsonNode node)
    {
        IEnumerable<(object Key, JsonNode? Node)> children = node switch
        {
            JsonObject fields => fields.Select(field => ((object)field.Key, field.Value)),
            JsonArray items => items.Take(50).Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            yield return (node, key);
            if (child is not null)
            {
                foreach (var place in PlacesOf(child))
                {
                    yield return place;
                }
            }
        }
    }
}
