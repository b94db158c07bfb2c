using Belay.Cli;

return await CommandLine.RunAsync(args, Terminal.OfThisProcess());
