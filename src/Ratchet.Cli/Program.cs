using Ratchet.Cli;

return new Application(new Surroundings(Console.In, Console.Out, Console.Error, IsTerminal: !Console.IsOutputRedirected)).Run(args);
